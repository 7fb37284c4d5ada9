from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.integrity import doubt_document
from detente.record import Document, Finding

Doubts = Callable[..., list[Finding]]


@pytest.fixture
def doubts() -> Doubts:
    """Findings of one code about paragraphs, with the check that their evidence is really in the text."""

    def look(code: str, *paragraphs: str, **metadata: object) -> list[Finding]:
        document = Document("\n\n".join(paragraphs), **{"language": "en", **metadata})  # type: ignore[arg-type]
        found = doubt_document(document)
        assert all(e.holds(document.text) and e.text.strip() == e.text for f in found for e in f.evidence)
        assert all(not f.message[0].islower() and f.message.endswith(".") for f in found)
        return [f for f in found if f.code == code]

    return look
