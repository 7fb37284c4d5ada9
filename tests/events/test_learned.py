"""The learned encoder: what it believes of marked pairs, and what it refuses to load."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import WeightsError
from detente.events.learned import NONE, Asked, Learned, load
from detente.events.pieces import Cutter
from detente.ontology import load as load_ontology
from detente.settings import Settings

DATA = str(Settings.load({}).data_dir)
SHIPPED = Path(DATA) / "weights" / "events"


def asked(marked: str) -> Asked:
    """`{Chad} praised [Peru].`: braces round the actor, brackets round the recipient."""
    text, actors, recipients = "", [], []
    for sign in marked:
        if sign in "{[":
            (actors if sign == "{" else recipients).append((len(text), len(text)))
        elif sign in "}]":
            side = actors if sign == "}" else recipients
            side[-1] = (side[-1][0], len(text))
        else:
            text += sign
    return Asked(text, actors, recipients)


def believed(marked: str) -> str:
    types = load(DATA).believe([asked(marked)])[0].types
    return max(types, key=lambda t: types[t])


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{Chad} praised [Peru] on Monday for its new constitution.", "SUPPORT"),
        ("[The convoy] was ambushed by {gunmen} near the river, killing nine soldiers.", "ASSAULT"),
        ("{The ministry} rejected [the union]'s demand for higher pay.", "REJECT"),
        ("{Norway} sent tents and blankets to [Nepal] after the quake.", "AID"),
        ("{Police} detained [eleven reporters] outside the court.", "COERCE"),
        ("{Teachers} marched through the capital against [the governor].", "PROTEST"),
        ("The presidents of {Ghana} and [Togo] met in Accra on Friday.", "CONSULT"),
        ("{The team from Ghana} beat [Togo] two goals to one in the final.", NONE),
    ],
)
def test_clear_sentences(marked: str, expected: str) -> None:
    assert believed(marked) == expected


def test_shares_are_shares_and_name_what_the_ontology_has() -> None:
    belief = load(DATA).believe([asked("{Mali} accused [Niger] of spying.")])[0]
    ontology = load_ontology(data_dir=DATA)
    assert set(belief.types) == {NONE, *ontology.types}
    assert set(belief.contexts) == set(ontology.contexts)
    for shares in (belief.types, belief.codes, belief.modalities):
        assert sum(shares.values()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= share <= 1 for share in belief.contexts.values())


def test_a_pair_is_judged_alike_alone_and_in_a_batch() -> None:
    many = [
        asked("{Mali} accused [Niger] of spying."),
        asked("{Norway} sent tents, blankets and two field hospitals to [Nepal] after the quake of last week."),
        asked("{Rain} fell."),
    ]
    together = load(DATA).believe(many)
    for one, belief in zip(many, together, strict=True):
        alone = load(DATA).believe([one])[0]
        assert max(alone.types, key=lambda t: alone.types[t]) == max(belief.types, key=lambda t: belief.types[t])
        assert belief.types == pytest.approx(dict(alone.types), abs=0.1)  # int8 rounds by what stands beside


def test_nothing_asked_nothing_answered() -> None:
    assert load(DATA).believe([]) == []


def test_the_shipped_weights_fit_into_a_wheel() -> None:
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) < 30_000_000


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read") as caught:
        Learned(tmp_path / "nowhere")
    assert "detente train" in caught.value.fix


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_altered_weights_are_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "events"
    shutil.copytree(SHIPPED, folder)
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(WeightsError, match=name):
        Learned(folder)


def _cutter(longest: int) -> Cutter:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Cutter(tokenizer, longest)


@settings(max_examples=60, deadline=None)
@given(
    before=st.integers(0, 80),
    between=st.integers(0, 25),
    after=st.integers(0, 80),
)
def test_a_long_sentence_keeps_its_marks(before: int, between: int, after: int) -> None:
    marked = "rain " * before + "{Chad} " + "then " * between + "hit [Peru] " + "today " * after
    one = asked(marked.strip())
    pieces = _cutter(64).cut(one.text, one.actors, one.recipients)
    assert len(pieces.ids) <= 64
    assert 0 < pieces.actor < pieces.recipient < len(pieces.ids)


def test_a_party_that_is_not_marked_stands_at_the_start() -> None:
    one = asked("Eleven villagers were kidnapped by {gunmen}.")
    assert _cutter(64).cut(one.text, one.actors, one.recipients).recipient == 0
