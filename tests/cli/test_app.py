"""Commands are loaded when they are run; the list of them says what they say of themselves."""

from __future__ import annotations

import pytest
import typer.main
from typer.testing import CliRunner

from detente.cli.app import COMMANDS, app

RUN = CliRunner()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_and_its_line_begins_its_help(name: str) -> None:
    group = typer.main.get_command(app)
    command = group.get_command(None, name)  # type: ignore[attr-defined]
    told = " ".join((command.help or "").split())
    assert command.name == name and told.startswith(COMMANDS[name][2]), told
    done = RUN.invoke(app, [name, "--help"])
    assert done.exit_code == 0 and f"{name} [OPTIONS]" in done.output


def test_all_commands_are_listed_and_a_slip_of_the_pen_is_understood() -> None:
    listed = RUN.invoke(app, ["--help"]).output
    assert all(f"  {name} " in listed for name in COMMANDS)
    slip = RUN.invoke(app, ["relation"])
    assert slip.exit_code == 2 and "Did you mean 'relations'" in slip.output
    assert RUN.invoke(app, ["xyzzy"]).exit_code == 2
