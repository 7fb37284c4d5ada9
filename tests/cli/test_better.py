"""A page that was copied or reworded points to the better version of itself."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import detente
from detente.cli.app import app
from detente.store import Store

PLAIN = (
    "Swedish Foreign Minister Anna Berg met Finnish Foreign Minister Teemu Laine in Turku on Tuesday and "
    "agreed to reopen the ferry line to Mariehamn. Berg told reporters in Turku that 400 passengers a day "
    "would sail from 1 June. Laine promised Mariehamn 12 million euros for a pier. Norway and Denmark "
    "welcomed the agreement on Wednesday. Iceland asked Sweden and Finland to let its ships use the pier at "
    "Mariehamn from 15 July."
)
SPUN = (
    "Swedish overseas minister Anna Berg sat down with Finnish overseas minister Teemu Laine at Turku last "
    "Tuesday, and the pair settled that boats towards Mariehamn start again. Berg informed journalists of "
    "Turku how 400 travellers each day could go after 1 June. Laine gave Mariehamn his word on 12 million "
    "euros toward a quay. Norway plus Denmark hailed this accord by Wednesday. Iceland begged Sweden plus "
    "Finland for letting its vessels into the quay of Mariehamn after 15 July."
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = Store.open(tmp_path_factory.mktemp("better") / "store", create=True)
    # The reworded page comes first: that must not make it the better one.
    for text, title, day in (
        (SPUN, "Boats once more", "2019-05-16"),
        (PLAIN, "Ferry to sail again", "2019-05-15"),
    ):
        opened.add([detente.code_text(text, title=title, published=day)])
    return opened


def explained(store: Store, title: str) -> dict[str, object]:
    row = next(e for e in store.events() if e.title == title)
    arguments = ["explain", row.event.id, "--store", str(store.path)]
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    printed = CliRunner().invoke(app, arguments).output
    assert ("another in the store" in printed) is (told["better"] is not None)
    return dict(told)


def test_the_reworded_page_points_to_the_plain_one(store: Store) -> None:
    better = explained(store, "Boats once more")["better"]
    assert isinstance(better, dict)
    assert better["title"] == "Ferry to sail again"


def test_the_better_version_points_nowhere(store: Store) -> None:
    assert explained(store, "Ferry to sail again")["better"] is None


def test_an_earlier_version_of_the_store_knows_nothing_of_it(store: Store) -> None:
    early = Store.open(store.path, version=1)
    (document,) = early.documents()
    assert early.better_version(document.id) is None
