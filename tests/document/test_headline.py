from __future__ import annotations

import pytest

from detente.document.headline import headline_of
from detente.document.markup import parse

HEAD = "Envoys meet in Oslo"
SITE = "<meta property='og:site_name' content='Example Times'>"


@pytest.mark.parametrize(
    "page",
    [
        f"<title>{HEAD} | Example Times</title><h1>{HEAD}</h1>",
        f"<title>{HEAD} - Example Times</title>{SITE}<h1>Example Times</h1>"
        f"<meta property='og:title' content='{HEAD}'>",
        f"<title>{HEAD} - Example Times</title>{SITE}",
        f"<h1>{HEAD}</h1>",
        f"<title>{HEAD}</title><h1></h1>",
        f'<script>{{"headline": "{HEAD}"}}</script><title>{HEAD} in secret – site</title><h1>{HEAD}</h1>',
    ],
)
def test_the_headline_is_what_most_agree_on(page: str) -> None:
    assert headline_of(parse(f"<html><body>{page}</body></html>", 400), [HEAD]) == HEAD


def test_a_page_may_have_none() -> None:
    assert headline_of(parse("<html><body><p>x</p></body></html>", 400), []) is None
