"""Formats come in by entry points, detente's own as others do."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from detente.errors import DataError, InputError
from detente.interchange import doors
from detente.interchange.doors import EXPORTERS, IMPORTERS, OWN, exporter, importer, names


def test_the_project_names_its_own_formats() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert {group: project["entry-points"][group] for group in OWN} == OWN


def test_every_format_loads_by_its_name() -> None:
    assert all(importer(n).name == n for n in OWN[IMPORTERS])
    assert all(exporter(n).name == n for n in OWN[EXPORTERS])


def test_another_package_may_bring_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [EntryPoint("terrier", "detente.interchange.icews:IMPORTER", IMPORTERS)]

    def points(group: str, name: str | None = None) -> list[EntryPoint]:
        return [p for p in found if p.group == group and name in (None, p.name)]

    monkeypatch.setattr(doors, "entry_points", points)
    assert "terrier" in names(IMPORTERS) and importer("terrier").name == "icews"
    assert importer("polecat").name == "polecat"
    found.append(EntryPoint("polecat", "detente.interchange.icews:IMPORTER", IMPORTERS))
    with pytest.raises(DataError, match="Several packages"):
        importer("polecat")
    found.append(EntryPoint("broken", "no.such.module:IMPORTER", IMPORTERS))
    with pytest.raises(DataError, match="cannot be loaded"):
        importer("broken")
    found.append(EntryPoint("wrong", "detente.interchange.icews:EXPORTER", IMPORTERS))
    with pytest.raises(DataError, match="no Importer"):
        importer("wrong")


def test_no_such_format() -> None:
    with pytest.raises(InputError, match="no format 'xml'") as error:
        exporter("xml")
    assert "polecat" in error.value.fix
