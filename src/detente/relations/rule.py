"""What counts as something that happened between two states."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from detente.errors import SettingsError
from detente.record import MODALITIES
from detente.store.schema import OWN


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule. It is written into everything that is counted by it.

    An event stands between two states when one is the country of an actor and the other that of a recipient. An
    event without recipients (two leaders met, two armies fought) stands between every two states among its
    actors, and goes both ways. States that only act side by side, or are only acted upon side by side, are no
    pair. However many actors and recipients speak for the two states, the event counts once; and since a store
    codes a text once, a reprint counts once too. What happens within one state is kept apart: it is no pair, and
    is counted only when asked for by `domestic`.

    Attributes:
        leave_out: Modalities that keep an event from being counted: what did not happen, may happen, or
            happened long ago says nothing about how two states get on now.
        claimed: Whether events that only somebody's word stands for are counted.
        copies: Whether what a reprint, an edited reprint or a rewrite of another text of the store tells again is
            counted again. What only the copy tells is counted in any case.
        directed: Whether only what the first state does to the second is counted. What goes both ways counts.
        reciprocal: Whether acts that go both ways (a meeting, a battle) are counted. In a directed count they are
            acts of either side.
        sectors: Groups of sectors ("government", "military", "society") or sector codes ("GOV"); only events in
            which somebody of these acts are counted. Empty: all.
        domestic: Whether what happens within one state may be asked for, as a pair of the state with itself.
        coder: Whose events: `OWN`, or the name of a coder whose file was read into the store ("ICEWS").

    Raises:
        SettingsError: A modality that does not exist.
    """

    leave_out: tuple[str, ...] = ("negation", "hypothetical", "historical")
    claimed: bool = False
    copies: bool = False
    directed: bool = False
    reciprocal: bool = True
    sectors: tuple[str, ...] = ()
    domestic: bool = False
    coder: str = OWN

    def __post_init__(self) -> None:
        unknown = sorted(set(self.leave_out) - set(MODALITIES))
        if unknown:
            raise SettingsError(
                f"The counting rule leaves out {unknown[0]!r}, which is no modality.",
                f"Use some of: {', '.join(MODALITIES)}.",
            )

    def to_json(self) -> dict[str, Any]:
        """The rule as JSON values."""
        told = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}
        return {**told, "reprints": "each time" if self.copies else "once"}
