"""Adding, reading back, versions, and opening what is no store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from detente.errors import (
    LayerMissing,
    NoPermission,
    NotFound,
    RecordError,
    StoreDamaged,
    StoreError,
    StoreMissing,
)
from detente.record import Coder, Coding, Document, Failure, Finding
from detente.store import Added, Store, verify

OTHER = Coder("9.9", "other", "later")


def test_what_goes_in_comes_out_equal(full: Store, codings: list[Coding]) -> None:
    assert [full.coding(c.document.id) for c in codings[:8]] == codings[:8]
    assert sorted(full.codings(), key=lambda c: c.document.title or "") == sorted(
        codings[:8], key=lambda c: c.document.title or ""
    )


def test_the_same_page_twice_changes_nothing(full: Store, codings: list[Coding]) -> None:
    before = sorted(p for p in full.path.rglob("*.parquet"))
    assert full.add(codings[:8]) == Added(new=0, replaced=0, known=8, reprints=0, failures=0, version=2)
    assert sorted(full.path.rglob("*.parquet")) == before
    assert full.add([]).version == 2


def test_the_same_page_twice_in_one_add_is_one(store: Store, codings: list[Coding]) -> None:
    assert store.add([codings[0], codings[0]]) == Added(1, 0, 1, 0, 0, version=1)
    assert len(store.documents()) == 1


def test_another_coder_becomes_current_and_the_earlier_stays_readable(
    full: Store, codings: list[Coding], synthetic: ModuleType
) -> None:
    again = synthetic.coding(0, OTHER).having(events=())
    assert full.add([again]).replaced == 1
    name = again.document.id
    assert full.coding(name) == again
    assert full.events(document=name) == ()
    assert Store.open(full.path, version=2).coding(name) == codings[0]
    assert full.has(name, OTHER) and full.has(name, codings[0].coder)
    assert len(full.documents()) == 8
    # Going over the pages with the first coder again does not turn the clock back.
    assert full.add([codings[0]]).known == 1
    assert full.coding(name) == again


def test_two_coders_in_one_add_take_two_commits(
    store: Store, codings: list[Coding], synthetic: ModuleType
) -> None:
    added = store.add([codings[0], synthetic.coding(0, OTHER)])
    assert (added.new, added.replaced, added.version) == (1, 1, 2)
    assert store.coding(codings[0].document.id).coder == OTHER
    assert verify(store.path).sound


def test_the_same_text_at_another_address_is_a_reprint(full: Store, codings: list[Coding]) -> None:
    first = codings[0].document
    elsewhere = replace(first, url="https://example.net/copy")
    assert full.add([codings[0].having(document=elsewhere)]) == Added(0, 0, 1, 1, 0, version=3)
    assert full.add([], seen=[elsewhere]).version == 3
    row = next(d for d in full.documents() if d.id == first.id)
    assert row.urls == (first.url, "https://example.net/copy")
    assert full.coding(first.id) == codings[0]


def test_a_page_seen_again_is_noted_without_a_coding(full: Store, codings: list[Coding]) -> None:
    added = full.add([], seen=[replace(codings[1].document, url="https://example.net/b"), codings[2].document])
    assert (added.known, added.reprints, added.version) == (0, 1, 3)
    with pytest.raises(NotFound, match="has not been coded"):
        full.add([], seen=[codings[9].document])
    assert full.version == 3


def test_a_missing_layer_stays_missing(store: Store) -> None:
    bare = Coding(OTHER).having(document=Document("Nobody came.\n\nThe hall stayed dark."), findings=())
    store.add([bare])
    back = store.coding(bare.document.id)
    assert back == bare
    with pytest.raises(LayerMissing):
        back.events  # noqa: B018


def test_failures_are_kept_once(full: Store) -> None:
    refused = Document("Il pleut.", url="https://example.org/fr")
    finding = Finding("not-english", "serious", "The text is not English.")
    failures = [
        Failure("file:///a", "empty-input", "Nothing in it.", "Give a text.", "source", 3),
        Failure(None, "not-english", "Not English.", "Give an English text.", "extract", 4, refused, (finding,)),
    ]
    assert full.add([], failures).failures == 2
    assert full.add([], failures).failures == 0
    back = full.failures()
    assert back[0].findings == (finding,) or back[1].findings == (finding,)
    assert {f.code for f in back} == {"empty-input", "not-english"}
    assert verify(full.path).sound


def test_events_by_type_country_and_date(full: Store, codings: list[Coding]) -> None:
    everything = full.events()
    assert sorted(r.event.id for r in everything) == sorted(e.id for c in codings[:8] for e in c.events)
    assert [r.event.when.start for r in everything if r.event.when] == sorted(
        e.when.start for c in codings[:8] for e in c.events if e.when
    )
    some = full.events(type="ASSAULT", country="AAA", since=date(2019, 6, 1), until=date(2020, 9, 30))
    wanted = {
        e.id
        for c in codings[:8]
        for e in c.events
        if e.code.type == "ASSAULT"
        and "AAA" in c.cast.countries((*e.actors, *e.recipients))
        and e.when is not None
        and date(2019, 6, 1) <= e.when.start <= date(2020, 9, 30)
    }
    assert wanted
    assert {r.event.id for r in some} == wanted
    assert all("AAA" in {a.country for a in (*r.actors, *r.recipients)} for r in some)
    assert len(full.events(limit=3)) == 3
    assert full.events(type="NO SUCH") == ()


def test_an_interval_meets_a_date_filter_when_they_overlap(store: Store, codings: list[Coding]) -> None:
    from detente.record import When

    whens = {
        "year": When(date(2019, 1, 1), date(2019, 12, 31), "year", "text"),
        "open": When(date(2019, 3, 1), None, "month", "text"),
        "none": None,
    }
    events = tuple(replace(codings[0].events[0], id=name, when=when) for name, when in whens.items())
    store.add([codings[0].having(events=events, issues=())])
    assert {r.event.id for r in store.events(since=date(2019, 7, 1))} == {"year", "open"}
    assert {r.event.id for r in store.events(until=date(2019, 2, 1))} == {"year"}
    assert {r.event.id for r in store.events(since=date(2021, 1, 1))} == {"open"}
    assert [r.event.id for r in store.events()] == ["year", "open", "none"]


def test_an_event_by_the_beginning_of_its_id(full: Store, codings: list[Coding]) -> None:
    event = codings[3].events[4]
    row = full.event(event.id[:9])
    assert row.event == event and row.document == codings[3].document.id
    assert [a.id for a in row.actors] == list(event.actors)
    with pytest.raises(NotFound, match="Several events begin with"):
        full.event(event.id[:1])
    with pytest.raises(NotFound, match=f"Near it: .*{event.id}"):
        full.event(event.id[:6] + "x" + event.id[7:])
    with pytest.raises(NotFound):
        full.event("")


def test_an_event_by_the_part_of_its_id_that_says_something(store: Store, codings: list[Coding]) -> None:
    named = [replace(e, id=f"event-{e.id}") for e in codings[0].events]
    store.add([codings[0].having(events=tuple(named), issues=())])
    assert store.event(named[2].id[6:14]).event == named[2] == store.event(named[2].id).event
    with pytest.raises(NotFound, match=f"Near it: .*{named[2].id}"):
        store.event(named[2].id[6:11] + "x" + named[2].id[12:])


def test_an_event_of_an_earlier_coding_says_which_version_has_it(
    full: Store, codings: list[Coding], synthetic: ModuleType
) -> None:
    full.add([synthetic.coding(0, OTHER).having(events=(), issues=())])
    with pytest.raises(NotFound, match="version 1"):
        full.event(codings[0].events[0].id)
    assert Store.open(full.path, version=1).event(codings[0].events[0].id).event == codings[0].events[0]


def test_versions_can_be_read_again(full: Store, codings: list[Coding]) -> None:
    assert [v.number for v in full.versions()] == [1, 2]
    assert full.versions()[1].rows["documents"] == 3
    old = Store.open(full.path, version=1)
    assert {d.id for d in old.documents()} == {c.document.id for c in codings[:5]}
    assert Store.open(full.path, version=0).documents() == ()
    with pytest.raises(StoreError, match="takes no additions"):
        old.add(codings)
    with pytest.raises(NotFound, match="the last is 2"):
        Store.open(full.path, version=3)


def test_compaction_keeps_every_version(full: Store, codings: list[Coding], synthetic: ModuleType) -> None:
    full.add([synthetic.coding(0, OTHER)])
    full.add(codings[8:])
    files = len(list(full.path.glob("events/*.parquet")))
    assert "events" in full.compact()
    assert len(list(full.path.glob("events/*.parquet"))) == files + 1  # replaced files stay for a week
    assert full.compact() == ()
    assert Store.open(full.path, version=2).coding(codings[0].document.id) == codings[0]
    assert full.coding(codings[11].document.id) == codings[11]
    full.add([synthetic.coding(40)])
    assert verify(full.path).sound


def test_small_files_are_compacted_when_they_pile_up(
    store: Store, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    from detente.store import store as module
    from detente.store import tables

    monkeypatch.setattr(module, "compact", lambda folder, deltas: tables.compact(folder, deltas, many=2))
    for coding in codings[:4]:
        store.add([coding])
    live = tables.opened(store.path)["documents"].get_add_actions().num_rows
    assert live < 4
    assert {d.id for d in store.documents()} == {c.document.id for c in codings[:4]}


def test_a_lone_surrogate_is_refused_before_anything_is_written(full: Store, codings: list[Coding]) -> None:
    bad = Coding(OTHER).having(document=Document("Half a \ud83d character."))
    with pytest.raises(RecordError, match="surrogate"):
        full.add([codings[9], bad])
    assert full.version == 2 and verify(full.path).sound


@pytest.mark.parametrize("name", ["a b", "été", "x*y?", "o'clock", "a=b", "h#sh", "{a,b}", "😀", "a;b&c", '"q"'])
def test_folders_with_awkward_names(tmp_path: Path, codings: list[Coding], name: str) -> None:
    store = Store.open(tmp_path / name, create=True)
    store.add(codings[:1])
    assert store.coding(codings[0].document.id) == codings[0]
    assert (tmp_path / name / "store.json").is_file()


@pytest.mark.parametrize("name", ["a[1]", "50%", "a|b", "a\\b", "a\nb"])
def test_folders_that_delta_cannot_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="Delta tables cannot"):
        Store.open(tmp_path / name, create=True)
    assert not (tmp_path / name).exists()


def test_a_relative_path_and_a_link_lead_to_the_same_store(
    full: Store, codings: list[Coding], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(full.path)
    assert Store.open(tmp_path / "link").coding(codings[0].document.id) == codings[0]
    monkeypatch.chdir(tmp_path)
    assert len(Store.open("store").documents()) == 8


def test_opening_what_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="There is no store"):
        Store.open(tmp_path / "none")
    with pytest.raises(StoreMissing, match="is no store"):
        Store.open(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreMissing, match="is a file"):
        Store.open(tmp_path / "file")


def test_making_a_store_where_other_things_are(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("x")
    with pytest.raises(StoreError, match=r"letters\.txt"):
        Store.open(tmp_path, create=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["letters.txt"]
    with pytest.raises(StoreError):
        Store.open(tmp_path / "letters.txt", create=True)
    with pytest.raises(StoreError):
        Store.open(tmp_path / "letters.txt" / "below", create=True)


def test_a_store_of_the_future_is_refused(full: Store) -> None:
    marker = full.path / "store.json"
    marker.write_text(json.dumps({**json.loads(marker.read_text()), "format": 99}))
    for opened in (lambda: Store.open(full.path), lambda: Store.open(full.path, create=True)):
        with pytest.raises(StoreError, match="newer detente") as caught:
            opened()
        assert "Update" in caught.value.fix


@pytest.mark.parametrize("told", ["", "{", "[]", "{}", '{"format": "one"}'])
def test_a_marker_that_says_nothing(full: Store, told: str) -> None:
    (full.path / "store.json").write_text(told)
    with pytest.raises(StoreDamaged, match=r"store\.json"):
        Store.open(full.path)


def test_a_making_that_was_cut_short_is_completed(full: Store, codings: list[Coding], tmp_path: Path) -> None:
    half = tmp_path / "half"
    Store.open(half, create=True)
    (half / "store.json").unlink()
    for table in ("events", "batches"):
        subprocess.run(["rm", "-r", str(half / table)], check=True)
    with pytest.raises(StoreMissing):
        Store.open(half)
    Store.open(half, create=True).add(codings[:2])
    assert verify(half).sound
    # A store with commits is not made anew, even when its marker is gone.
    (full.path / "store.json").unlink()
    with pytest.raises(StoreDamaged, match=r"store\.json is missing"):
        Store.open(full.path, create=True)


NOBODY = """
import os, sys, tempfile
from detente.errors import DetenteError
from detente.record import Coder, Coding, Document
from detente.store import Store
coding = Coding(Coder("a", "b", "c")).having(document=Document("Short."))
with tempfile.TemporaryDirectory() as warm:  # what is imported late must be there before the rights are gone
    store = Store.open(warm + "/store", create=True)
    store.add([coding]); store.search("short"); store.documents()
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
path, do = sys.argv[1:]
try:
    store = Store.open(path, create=do == "make")
    if do == "read":
        print(len(store.documents()), len(store.search("treaty")))
    else:
        store.add([coding])
except DetenteError as error:
    print(type(error).__name__)
"""


def _allow(folder: Path, read: bool, write: bool) -> None:
    bits = 0o444 * read | 0o222 * write
    for path in [*folder.rglob("*"), folder]:
        path.chmod(bits | 0o111 * read if path.is_dir() else bits)


@pytest.mark.skipif(os.name != "posix", reason="rights are of another kind here")
@pytest.mark.parametrize(
    ("readable", "do", "said"),
    [
        (True, "add", "NoPermission"),
        (False, "add", "NoPermission"),
        (True, "read", "8 8"),
        (True, "make", "NoPermission"),
    ],
)
def test_without_rights(full: Store, readable: bool, do: str, said: str) -> None:
    temporary = Path(tempfile.gettempdir())
    for folder in full.path.parents:
        if temporary in folder.parents:
            folder.chmod(0o755)
    place = full.path / "new" if do == "make" else full.path
    _allow(full.path, readable, False)
    try:
        done = subprocess.run(
            [sys.executable, "-c", NOBODY, str(place), do], capture_output=True, text=True, check=False
        )
    finally:
        _allow(full.path, True, True)
    assert done.stdout.strip() == said, done.stderr


def test_no_permission_is_an_input_error() -> None:
    assert NoPermission.exit_code == 3
