from __future__ import annotations

import shutil
from pathlib import Path

from detente.actors import load
from detente.actors.entry import Person, Term
from detente.actors.overlaps import overlaps
from detente.actors.registry import Registry
from detente.settings import Settings

DATA = Path(Settings.load().data_dir) / "actors"


def registry_of(*terms: tuple[str, str, str, str]) -> Registry:
    registry = Registry(states={"NOR": "Norway"})
    for name, title, start, end in terms:
        entry = Term(title, "head-of-government", "NOR", "GOV", 95, start, end, "authored-2026")
        person = Person(f"person:{name}", name, None, [entry], [name])
        registry.offices.setdefault(("NOR", "head-of-government"), []).append((person, entry))
    return registry


def test_our_own_tables_contradict_nobody() -> None:
    assert list(overlaps(load(), DATA)) == []


def test_two_prime_ministers_at_once_are_found() -> None:
    wrong = registry_of(
        ("One", "Prime Minister", "2001-01-01", "2003-01-01"), ("Two", "Prime Minister", "2002-01-01", "")
    )
    assert [line for line in overlaps(wrong, DATA) if "One" in line and "Two" in line]


def test_a_handing_over_an_acting_and_an_explained_overlap_are_none(tmp_path: Path) -> None:
    fine = registry_of(
        ("One", "Prime Minister", "2001-01-01", "2003-01-01"), ("Two", "Prime Minister", "2002-12-20", "")
    )
    assert not list(overlaps(fine, DATA))
    acting = registry_of(
        ("One", "Prime Minister", "2001-01-01", "2003-01-01"),
        ("Two", "Acting Prime Minister", "2002-01-01", "2002-06-01"),
    )
    assert not list(overlaps(acting, DATA))
    shutil.copy(DATA / "coverage.yaml", tmp_path)
    header = "country,role,first,other,reason,source\n"
    (tmp_path / "overlaps_known.csv").write_text(header + "NOR,head-of-government,Two,One,a test,test\n", "utf-8")
    wrong = registry_of(
        ("One", "Prime Minister", "2001-01-01", "2003-01-01"), ("Two", "Prime Minister", "2002-01-01", "")
    )
    assert not list(overlaps(wrong, tmp_path))
