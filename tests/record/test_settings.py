from __future__ import annotations

import pytest

from detente.errors import SettingsError
from detente.settings import Settings


def test_given_wins_over_environment_wins_over_default() -> None:
    assert Settings.load({}).max_bytes == 20_000_000
    assert Settings.load({"DETENTE_MAX_BYTES": "5"}).max_bytes == 5
    assert Settings.load({"DETENTE_MAX_BYTES": "5"}, max_bytes=7).max_bytes == 7


@pytest.mark.parametrize(
    "environment",
    [{"DETENTE_MAX_BYTES": "many"}, {"DETENTE_MAX_BYTES": "0"}, {"DETENTE_ALLOW_PRIVATE": "perhaps"}],
)
def test_a_wrong_setting_names_its_variable(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(environment))):
        Settings.load(environment)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("no", False), ("", False)])
def test_truth_in_the_environment(text: str, value: bool) -> None:
    assert Settings.load({"DETENTE_ALLOW_PRIVATE": text}).allow_private_addresses is value
