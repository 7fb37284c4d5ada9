"""`detente actors places`."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from detente.cli.actors import app


def test_the_place_beside_decides() -> None:
    result = CliRunner().invoke(app, ["places", "Paris", "--near", "Texas", "--json"])
    assert result.exit_code == 0
    first = json.loads(result.stdout.splitlines()[0])
    assert (first["geonameid"], first["code"]) == (4717560, "US.TX.277")


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    result = CliRunner().invoke(app, ["places", "Qwertyville"])
    assert "No place is known" in result.stdout
