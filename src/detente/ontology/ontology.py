"""The ontology one codes with: types, modes, contexts, sectors, scores, rewrites and the CAMEO crosswalk."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.errors import OntologyError
from detente.ontology.model import Crossing, Disputed, Hint, Mode, Quad, Rewrite, Term, Type
from detente.record import EventCode


@dataclass(frozen=True, slots=True)
class Ontology:
    """Codes and what they mean. Built by `detente.ontology.load`; none of its mappings is ever changed.

    Attributes:
        name: "plover", or the name of an overlay.
        version: "2.0".
        title: What it is, in words.
        hash: First 16 hexadecimal digits of the SHA-256 of its content; comments do not count.
        quads: By number.
        types: By name, in the order of their quads.
        modes: Every type-mode pair.
        contexts: By name.
        sectors: By code.
        auxiliary: Auxiliary modes by name (historical, future, hypothetical, negation).
        countries: Codes that stand where a country would, and are none (IGO, UNO ...).
        also_countries: Codes and names of territories that count as countries.
        disputed: Self-declared states by name.
        disputed_sector: The sector of their authorities.
        aliases: Other spellings of codes, read and never written.
        rewrites: In the order they are tried.
        crosswalk: CAMEO codes, by code.
        hints: In the order they are tried.
        goldsteins: Goldstein scores by CAMEO code.
        cameo_names: Names of the CAMEO codes.
    """

    name: str
    version: str
    title: str
    hash: str
    quads: Mapping[int, Quad]
    types: Mapping[str, Type]
    modes: Mapping[EventCode, Mode]
    contexts: Mapping[str, Term]
    sectors: Mapping[str, Term]
    auxiliary: Mapping[str, Term]
    countries: Mapping[str, Term]
    also_countries: Mapping[str, str]
    disputed: Mapping[str, Disputed]
    disputed_sector: str
    aliases: Mapping[str, str]
    rewrites: tuple[Rewrite, ...]
    crosswalk: Mapping[str, Crossing]
    hints: tuple[Hint, ...]
    goldsteins: Mapping[str, float]
    cameo_names: Mapping[str, str]

    def code(self, type: str, mode: str | None = None) -> EventCode:
        """Make a code that this ontology has.

        Args:
            type: Name of a type, in capitals.
            mode: Name of one of its modes, or `None`.

        Raises:
            OntologyError: There is no such type or mode; the message names the nearest ones.

        >>> from detente.ontology import load
        >>> load().code("CONSULT", "phone")
        EventCode(type='CONSULT', mode='phone')
        """
        if type not in self.types:
            raise _unknown(f"type {type!r}", type, self.types, "in ontology " + self.name)
        code = EventCode(type, mode or None)
        if code.mode is not None and code not in self.modes:
            raise _unknown(f"mode {mode!r}", code.mode, self.modes_of(type), f"of {type}")
        return code

    def modes_of(self, type: str) -> tuple[str, ...]:
        """Names of the modes of a type, in the order of the data."""
        return tuple(m.code.mode for m in self._type(type).modes if m.code.mode is not None)

    def score(self, code: EventCode) -> float:
        """PLOVER score of a code. **Units**: -10 (conflict) to +10 (cooperation).

        Raises:
            OntologyError: There is no such code.
        """
        code = self.code(code.type, code.mode)
        return self.modes[code].score if code.mode else self.types[code.type].score

    def quad(self, type: str) -> int:
        """Quad class of a type: 1 verbal, 2 material cooperation, 3 verbal, 4 material conflict.

        Raises:
            OntologyError: There is no such type.
        """
        return self._type(type).quad

    def requires_recipient(self, type: str) -> bool:
        """Whether an act of that type is no event without a recipient.

        Raises:
            OntologyError: There is no such type.
        """
        return self._type(type).requires_recipient

    def rewrite(self, code: EventCode, modality: Iterable[str]) -> tuple[EventCode, tuple[str, ...]]:
        """Code an act and its auxiliary modes as the single type that means the same.

        Args:
            code: The act as its words have it.
            modality: Auxiliary modes found with it.

        Returns:
            The code and the auxiliary modes that remain, in their order.

        >>> from detente.ontology import load
        >>> load().rewrite(EventCode("CONSULT", "visit"), ["future"])
        (EventCode(type='AGREE', mode=None), ())
        """
        given = tuple(modality)
        for rule in self.rewrites:
            if code.type in rule.types and rule.modality in given and not rule.unless.intersection(given):
                return rule.to, tuple(m for m in given if m not in rule.drop)
        return code, given

    def cameo(self, code: EventCode, contexts: Iterable[str] = (), hints: Iterable[str] = ()) -> str | None:
        """The nearest CAMEO code: the most general one that is right for what is known.

        Args:
            code: Type and mode.
            contexts: Contexts of the event; they choose among codes that differ in their contexts.
            hints: Lemmas of the words that name the act and its object ("sanction", "apologize").

        Returns:
            The code as text (leading zeros matter), or `None` for a code of an overlay that names none.

        >>> from detente.ontology import load
        >>> load().cameo(EventCode("AID"), ["military"])
        '072'
        """
        known, words = frozenset(contexts), frozenset(h.lower() for h in hints)
        hinted = self._hinted(code, words)
        if hinted is not None:
            return self._refined(hinted, code, known, hinted) or hinted
        mode = self.modes.get(code)
        base = mode.cameo if mode else self._type(code.type).cameo
        return self._refined("", code, known, base) or base

    def _hinted(self, code: EventCode, words: frozenset[str]) -> str | None:
        return next((hint.cameo for hint in self.hints if hint.fits(code, words)), None)

    def _refined(self, prefix: str, code: EventCode, known: frozenset[str], base: str | None) -> str | None:
        """The crosswalk line with the most contexts, all of them known; shorter, then smaller codes first."""
        fitting = [
            (-len(line.contexts), len(line.cameo), line.cameo)
            for line in self.crosswalk.values()
            if line.pick
            and line.code == code
            and line.contexts
            and known.issuperset(line.contexts)
            and line.cameo.startswith(prefix)
            and line.cameo != base
        ]
        return min(fitting)[2] if fitting else None

    def from_cameo(self, code: str) -> tuple[EventCode, tuple[str, ...]] | None:
        """What a CAMEO code means here, with the contexts it implies.

        Returns:
            `None` for codes that have no counterpart (01 statements, 02 appeals) and for unknown ones.

        >>> from detente.ontology import load
        >>> load().from_cameo("041")
        (EventCode(type='CONSULT', mode='phone'), ())
        """
        line = self.crosswalk.get(code)
        return (line.code, line.contexts) if line else None

    def goldstein(self, cameo: str) -> float | None:
        """Goldstein score of a CAMEO code, or `None` for an unknown one. **Units**: -10 to +10."""
        return self.goldsteins.get(cameo)

    def _type(self, name: str) -> Type:
        if name not in self.types:
            raise _unknown(f"type {name!r}", name, self.types, "in ontology " + self.name)
        return self.types[name]


def _unknown(what: str, given: str, known: Iterable[str], where: str) -> OntologyError:
    names = list(known)
    # A mistyped name is compared without regard to case: `consult` and `Consult` mean CONSULT.
    by_lower = {n.lower(): n for n in names}
    near = [by_lower[n] for n in difflib.get_close_matches(given.lower(), by_lower, 3, 0.5)] or names
    fix = f"Use one of: {', '.join(near)}." if names else "Leave the mode out; this type has none."
    return OntologyError(f"There is no {what} {where}.", fix)
