from __future__ import annotations

import pytest

from detente.document.captions import caption_of
from detente.document.lexicon import load
from detente.settings import Settings

LEXICON = load(Settings().data_dir)


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("The quay (Jane Doe, Sputnik, Pool Photo via AP)", "The quay", "Jane Doe, Sputnik, Pool Photo via AP"),
        ("The quay in Tromsø. (Reuters)", "The quay in Tromsø.", "Reuters"),
        ("The quay in Tromsø. Jane Doe/AFP/Getty Images", "The quay in Tromsø.", "Jane Doe/AFP/Getty Images"),
        (
            "FILE PHOTO: The quay, May 1, 2019. REUTERS/Jane Doe",
            "FILE PHOTO: The quay, May 1, 2019.",
            "REUTERS/Jane Doe",
        ),
        ("The quay in Tromsø. Photograph: Jane Doe/AP", "The quay in Tromsø.", "Photograph: Jane Doe/AP"),
        ("The quay. Jane Doe via Getty Images", "The quay.", "Jane Doe via Getty Images"),
        ("Photo: Jane Doe", "", "Jane Doe"),
        ("Getty Images", "", "Getty Images"),
        ("Jane Doe/AP", "", "Jane Doe/AP"),
        ("Enlarge this image toggle caption Jane Doe/AP Jane Doe/AP", "", "Jane Doe/AP Jane Doe/AP"),
    ],
)
def test_captions_and_credits(line: str, text: str, credit: str) -> None:
    found = caption_of(line, LEXICON)
    assert found is not None
    assert (found.text, found.credit) == (text, credit)


@pytest.mark.parametrize(
    "line",
    [
        "The envoy denied it in a talk with the agency the same day (Reuters).",
        "She painted a picture of a country at peace with all its neighbours.",
        "The agency had asked both ministers (neither answered).",
        "About Reuters",
        "Reuters reported the news first.",
        "The photo was taken by an envoy of the other side.",
        "He arrived via Istanbul.",
        "The UN and/or the EU will have to pay for it.",
    ],
)
def test_sentences_are_no_captions(line: str) -> None:
    assert caption_of(line, LEXICON) is None
