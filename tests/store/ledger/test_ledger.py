"""The ledger: always what the tables say, however it came about."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import NoPermission, StoreDamaged
from detente.integrity.stories import stories
from detente.record import Coding
from detente.store import Store
from detente.store.ledger import building, rows
from detente.store.ledger.manifest import NAME, read
from detente.store.tables import Snapshot, cursor

Make = Callable[..., Coding]

STORY = (
    "Envoys of both countries met in the old customs house of Turku on Tuesday and spoke for six hours about the "
    "ferry line that has been closed since the quarrel of 2017. They agreed on a new pier and on 400 passengers a "
    "day, and left the question of fishing rights to a commission that shall report in the spring of next year."
)


def told(store: Store) -> list[dict[str, Any]]:
    """Everything a ledger says, in order."""
    ledger = store.ledger()
    found = []
    for table in ("acts", "said", "stances", "copies", "volume"):
        columns = "* EXCLUDE (until)" if table in {"acts", "said", "stances"} else "*"
        found += ledger.ask(f"SELECT {columns} FROM {table} ORDER BY ALL")
    return found


def anew(store: Store) -> list[dict[str, Any]]:
    shutil.rmtree(store.path / "ledger")
    return told(store)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


def test_one_row_an_act_and_pair(store: Store, coding: Make) -> None:
    store.add([coding("One.", ("usa envoy", "rus gbr", 1, "2019-05-14"), ("crowd", "un", 2, ""))])
    acts = store.ledger().ask("SELECT a, b, forth, back, a_sectors, b_sectors, lead FROM acts ORDER BY ALL")
    assert [(r["a"], r["b"], r["forth"], r["back"]) for r in acts] == [
        ("", "", False, False),
        ("GBR", "USA", False, True),
        ("RUS", "USA", False, True),
    ]
    assert acts[1]["b_sectors"] == ["NONE", "STATE"] and acts[1]["a_sectors"] == []
    assert sum(r["lead"] for r in acts) == 2


def test_what_goes_both_ways_and_what_stays_at_home(store: Store, coding: Make) -> None:
    store.add([coding("One.", ("usa rus", "", 1, ""), ("envoy", "usa", 4, ""), ("envoy usa", "", 2, ""))])
    acts = store.ledger().ask("SELECT a, b, forth, back, quad FROM acts ORDER BY quad")
    assert [(r["a"], r["b"], r["forth"], r["back"]) for r in acts] == [
        ("RUS", "USA", True, True),
        ("USA", "USA", True, True),
        ("USA", "USA", True, True),
    ]


def test_quotes_and_stances_go_to_the_pairs_of_their_document(store: Store, coding: Make) -> None:
    one = coding("One.", ("usa", "rus", 1, ""), published="2019-05-14")
    store.add([one, coding("Nothing between two.", ("usa", "crowd", 1, ""))])
    ledger = store.ledger()
    (said,) = ledger.ask("SELECT * FROM said")
    assert (said["a"], said["b"], said["country"], said["issues"]) == ("RUS", "USA", "USA", ["ferries"])
    (stance,) = ledger.ask("SELECT * FROM stances")
    assert stance["quotes"] == [f"{one.document.id}:q1"] and stance["stance"] == "for"
    assert str(stance["day"]) == "2019-05-14"


def test_catching_up_gives_what_building_anew_gives(store: Store, coding: Make) -> None:
    dice = random.Random(3)
    words = [f"w{n}" for n in range(400)]
    texts: list[str] = []
    for step in range(9):
        made = []
        for n in range(4):
            text = " ".join(dice.choices(words, k=60))
            if texts and dice.random() < 0.4:
                text = dice.choice(texts) + f" and more of it {step} {n}"
            texts.append(text)
            row = (
                dice.choice(["usa", "envoy", "rus"]),
                dice.choice(["rus", "gbr", ""]),
                dice.randint(1, 4),
                "2019",
            )
            made.append(coding(text, row, published=f"2019-05-{dice.randint(1, 28):02d}"))
        if step % 3 == 2:
            made.append(coding(dice.choice(texts), ("usa", "rus", 4, "2020"), coder=str(step)))
        store.add(made)
        told(store)
    caught = told(store)
    assert any(r.get("source") is not None for r in caught)
    manifest = read(store.path / "ledger")
    assert manifest is not None and len(manifest.parts) < 6
    sizes = [p.rows for p in manifest.parts]
    assert all(one >= 2 * other for one, other in pairwise(sizes))
    assert caught == anew(store)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_copies_are_those_that_stories_finds(tmp_path: Path, coding: Make, seed: int) -> None:
    dice = random.Random(seed)
    words = [f"{chr(97 + n % 26)}word{n}" for n in range(300)]
    made = []
    for n in range(10):
        text = " ".join(dice.choices(words, k=80))
        if made and dice.random() < 0.6:
            old = dice.choice(made).document.text.split(" ")
            cut = old[: dice.randint(50, len(old))]
            cut[dice.randrange(len(cut))] = "changed"
            text = " ".join([*cut, *dice.choices(words, k=dice.randint(0, 10)), str(n)])
        made.append(coding(text, ("usa", "rus", 1, ""), published=f"2019-05-{dice.randint(1, 20):02d}"))
    store = Store.open(tmp_path / f"s{seed}", create=True)
    for n in range(0, 10, 3):
        store.add(made[n : n + 3])
        store.ledger()
    found = store.ledger().ask(
        "SELECT c.document, s.document AS source FROM copies JOIN (SELECT DISTINCT document, story FROM acts) c "
        "USING (story) JOIN (SELECT DISTINCT document, story FROM acts) s ON s.story = source "
        "WHERE c.document <> s.document"
    )
    known = {m.id: m.of for s in stories(store.reports()) for m in s.members if m.of is not None}
    wanted = {c: _root(known, c) for c in known}
    assert {r["document"]: r["source"] for r in found} == wanted
    shutil.rmtree(store.path)


def _root(made: dict[str, str], copy: str) -> str:
    while copy in made:
        copy = made[copy]
    return copy


def test_an_old_version_says_what_it_said(store: Store, coding: Make) -> None:
    first = coding(STORY, ("usa", "rus", 1, "2019-05-14"), published="2019-05-15")
    store.add([first])
    before = told(Store.open(store.path, version=1))
    # The source of it all comes later, and another coder sees the text otherwise.
    store.add([coding(f"TURKU (Agency) - {STORY}", ("usa", "rus", 1, "2019-05-14"), published="2019-05-14")])
    store.add([coding(STORY, ("rus", "gbr", 4, "2019-05-14"), coder="2")])
    now = told(store)
    assert [r["quad"] for r in now if "lead" in r] == [4, 1]
    assert told(Store.open(store.path, version=1)) == before == told(Store.open(store.path, version=1))
    assert Store.open(store.path, version=2).ledger().ask("SELECT count(*) AS n FROM copies") == [{"n": 2}]


def test_codings_that_were_replaced_are_put_away(
    store: Store, coding: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([coding("One.", ("usa", "rus", 1, "")), coding("Two.", ("usa", "rus", 2, ""))])
    store.ledger()
    monkeypatch.setattr(building, "MANY_ENDED", 0)
    store.add([coding("One.", ("usa", "rus", 3, ""), coder="2")])
    assert [r["quad"] for r in store.ledger().ask("SELECT quad FROM acts ORDER BY quad")] == [2, 3]
    manifest = read(store.path / "ledger")
    assert manifest is not None and manifest.file("ended") is None and len(manifest.parts) == 1
    old = Store.open(store.path, version=1).ledger()
    assert [r["quad"] for r in old.ask("SELECT quad FROM acts ORDER BY quad")] == [1, 2]


def test_an_empty_store_has_an_empty_ledger(store: Store) -> None:
    assert told(store) == []


@pytest.mark.parametrize("harm", ["folder", "manifest", "nonsense", "file"])
def test_what_is_lost_is_made_again(store: Store, coding: Make, harm: str) -> None:
    store.add([coding("One.", ("usa", "rus", 1, ""))])
    before, folder = told(store), store.path / "ledger"
    if harm == "folder":
        shutil.rmtree(folder)
    elif harm == "manifest":
        (folder / NAME).unlink()
    elif harm == "nonsense":
        (folder / NAME).write_text('{"parts": 3}', encoding="utf-8")
    else:
        next(folder.glob("acts-*")).unlink()
    assert told(store) == before


def test_a_damaged_ledger_says_that_it_may_be_thrown_away(store: Store, coding: Make) -> None:
    store.add([coding("One.", ("usa", "rus", 1, ""))])
    store.ledger()
    next((store.path / "ledger").glob("acts-*")).write_bytes(b"PAR1 nothing of the kind PAR1")
    with pytest.raises(StoreDamaged) as caught:
        store.ledger().ask("SELECT * FROM acts")
    assert "Delete that folder" in caught.value.fix
    assert anew(store)


def test_the_ledger_of_another_store_is_none(tmp_path: Path, store: Store, coding: Make) -> None:
    other = Store.open(tmp_path / "other", create=True)
    other.add([coding("Other.", ("gbr", "rus", 4, ""))])
    other.ledger()
    store.add([coding("One.", ("usa", "rus", 1, ""))])
    shutil.copytree(other.path / "ledger", store.path / "ledger")
    assert [r["b"] for r in store.ledger().ask("SELECT b FROM acts")] == ["USA"]


def test_where_nothing_may_be_written_it_is_made_elsewhere(
    store: Store, coding: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([coding("One.", ("usa", "rus", 1, ""))])

    def refuse(*_: object) -> None:
        raise NoPermission("No.", "No.")

    monkeypatch.setattr(building, "writing", refuse)
    ledger = store.ledger()
    assert ledger.ask("SELECT count(*) AS n FROM acts") == [{"n": 1}]
    assert store.path not in ledger.folder.parents


def test_a_build_that_is_cut_short_goes_on(store: Store, coding: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(4):
        store.add([coding(f"Text {n}.", ("usa", "rus", 1 + n, ""))])
    monkeypatch.setattr(building, "CHUNK", 1)
    real, done = building._add, []

    def stop(*given: Any) -> Any:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return real(*given)

    monkeypatch.setattr(building, "_add", stop)
    with pytest.raises(KeyboardInterrupt):
        store.ledger()
    manifest = read(store.path / "ledger")
    assert manifest is not None and manifest.version == 2
    monkeypatch.setattr(building, "_add", real)
    caught = told(store)
    assert len([r for r in caught if "lead" in r]) == 4 and caught == anew(store)


def test_many_ask_at_once(store: Store, coding: Make) -> None:
    for n in range(3):
        store.add([coding(f"Text {n}.", ("usa", "rus", 1, ""))])
    code = (
        "import sys; from detente.store import Store; "
        "print(Store.open(sys.argv[1]).ledger().ask('SELECT count(*) AS n FROM acts')[0]['n'])"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(store.path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [p.communicate()[0].strip() for p in running] == ["3", "3", "3"]


def test_events_that_others_coded_stand_beside(store: Store, coding: Make) -> None:
    """The table of imported events, as the store will have it, with one row of each kind."""
    store.add([coding("One.", ("usa", "rus", 1, ""))])
    columns = "id, source_id, actor_country, recipient_country, actor_sectors, quad, score"
    values = (
        "('1', 'e1', 'USA', 'RUS', ['MIL'], 4, -9.0), ('1b', 'e1', 'USA', 'RUS', ['GOV'], 4, -9.0), "
        "('2', NULL, 'RUS', 'USA', [], 1, 2.0), ('3', NULL, 'USA', 'USA', [], 4, -5.0), "
        "('4', NULL, 'USA', NULL, [], 1, 1.0), ('5', NULL, 'UNO', 'USA', [], 1, 1.0), "
        "('6', NULL, 'USA', 'RUS', [], NULL, NULL)"
    )
    source = (
        f"SELECT *, 1::BIGINT AS batch, 'ICEWS' AS coder, DATE '2019-05-14' AS start, NULL::DATE AS \"end\", "
        "'X' AS type, NULL AS mode, ['trade'] AS contexts, []::VARCHAR[] AS modality, "
        f"[]::VARCHAR[] AS recipient_sectors, 'http://x' AS story FROM (VALUES {values}) v({columns})"
    )
    plain = Snapshot.take(store.path)
    snapshot = Snapshot(plain.folder, plain.version, {**plain.sources, "imported": source})
    found = cursor().execute(
        "SELECT event, a, b, forth, back, a_sectors, b_sectors, lead FROM "
        f"({snapshot.select(rows.acts(['UNO'], imported=True))}) WHERE coder = 'ICEWS' ORDER BY event"
    )
    assert found.fetchall() == [
        ("1", "RUS", "USA", False, True, [], ["GOV", "MIL"], True),
        ("2", "RUS", "USA", True, False, ["STATE"], [], True),
        ("3", "USA", "USA", True, True, ["STATE"], ["STATE"], True),
        ("4", "", "", False, False, [], [], True),
        ("5", "", "", False, False, [], [], True),
    ]
