"""What counts as something that happened between two states."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from detente.errors import SettingsError
from detente.record import MODALITIES


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule. It is written into everything that is counted by it.

    An event stands between two states when one is the country of an actor and the other that of a recipient. An
    event without recipients (two leaders met, two armies fought) stands between every two states among its
    actors. States that only act side by side, or are only acted upon side by side, are no pair. However many
    actors and recipients speak for the two states, the event counts once; and since a store codes a text once,
    a reprint counts once too. What happens within one state is no pair.

    Attributes:
        leave_out: Modalities that keep an event from being counted: what did not happen, may happen, or
            happened long ago says nothing about how two states get on now.
        claimed: Whether events that only somebody's word stands for are counted.
        copies: Whether what a reprint, an edited reprint or a rewrite of another text of the store tells again is
            counted again. What only the copy tells is counted in any case.

    Raises:
        SettingsError: A modality that does not exist.
    """

    leave_out: tuple[str, ...] = ("negation", "hypothetical", "historical")
    claimed: bool = False
    copies: bool = False

    def __post_init__(self) -> None:
        unknown = sorted(set(self.leave_out) - set(MODALITIES))
        if unknown:
            raise SettingsError(
                f"The counting rule leaves out {unknown[0]!r}, which is no modality.",
                f"Use some of: {', '.join(MODALITIES)}.",
            )

    def to_json(self) -> dict[str, Any]:
        """The rule as JSON values."""
        return {**asdict(self), "directed": False, "reprints": "once", "domestic": False}
