"""A counting rule as a question to the ledger."""

from __future__ import annotations

import difflib
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.errors import InputError
from detente.relations.groups import sector_codes
from detente.relations.rule import Rule
from detente.store.schema import OWN

if TYPE_CHECKING:
    from detente.store.ledger import Ledger

#: The period an act belongs to: the one that its whole interval lies in, if any.
PERIOD = """CASE WHEN date_trunc('{period}', "start") = date_trunc('{period}', "end")
  THEN CAST(date_trunc('{period}', "start") AS DATE) END"""

# Of a text and its copies, the act that each of them tells is counted once, as the source tells it; an act that it
# tells twice is matched with the second such act of the copy. Whatever is no copy and has none goes by all this.
_ONCE = """
picked AS MATERIALIZED (
  SELECT t.*, c.source FROM acts t LEFT JOIN copies c ON c.story = t.story WHERE {where}
), once AS (
  SELECT * EXCLUDE (nth) FROM (
    SELECT *, row_number() OVER (
      PARTITION BY a, b, batch, document, type, mode, forth, back ORDER BY position) AS nth
    FROM picked WHERE source IS NOT NULL)
  QUALIFY row_number() OVER (
    PARTITION BY a, b, source, type, mode, forth, back, nth ORDER BY story <> source, document) = 1
), counted AS MATERIALIZED (
  SELECT * EXCLUDE (story, source), coalesce(source, story) AS story
  FROM (FROM picked WHERE source IS NULL UNION ALL BY NAME FROM once)
)
"""
_EACH = """
picked AS (SELECT t.*, c.source FROM acts t LEFT JOIN copies c ON c.story = t.story WHERE {where}),
counted AS MATERIALIZED (SELECT * EXCLUDE (story, source), coalesce(source, story) AS story FROM picked)
"""


def counted(rule: Rule, pair: tuple[str, str] | None) -> tuple[str, list[Any]]:
    """SQL for the tables `picked` (acts the rule lets through) and `counted` (the same, what copies tell once).

    Args:
        rule: What counts.
        pair: The states, for a directed rule the one who acts first; all pairs when not given.

    Returns:
        What belongs after `WITH`, and the values of its parameters.
    """
    where, values = _where(rule, pair)
    return (_EACH if rule.copies else _ONCE).replace("{where}", where), values


def _where(rule: Rule, pair: tuple[str, str] | None) -> tuple[str, list[Any]]:
    conditions = ["t.coder = ?"]
    values: list[Any] = [rule.coder]
    if pair is not None:
        conditions += ["t.a = ?", "t.b = ?"]
        values += sorted(pair)
    else:
        conditions.append("t.a <= t.b" if rule.domestic else "t.a < t.b")
    if rule.leave_out:
        conditions.append("NOT list_has_any(t.modality, CAST(? AS VARCHAR[]))")
        values.append(list(rule.leave_out))
    if not rule.claimed:
        conditions.append("NOT t.claimed")
    if not rule.reciprocal:
        conditions.append("NOT (t.forth AND t.back)")
    who = _sides(rule, pair)
    if rule.sectors:
        codes = sector_codes(rule.sectors)
        told = [f"(t.{way} AND list_has_any(t.{side}_sectors, CAST(? AS VARCHAR[])))" for way, side in who]
        conditions.append(f"({' OR '.join(told)})")
        values += [codes] * len(who)
    else:
        conditions.append(f"({' OR '.join(f't.{way}' for way, _ in who)})")
    return " AND ".join(conditions), values


def _sides(rule: Rule, pair: tuple[str, str] | None) -> list[tuple[str, str]]:
    """Which ways an act may go, and whose act it then is."""
    if rule.directed and pair is not None:
        return [("forth", "a")] if pair[0] <= pair[1] else [("back", "b")]
    return [("forth", "a"), ("back", "b")]


def volume(ledger: Ledger, rule: Rule, period: str) -> dict[date | None, int]:
    """All acts under the rule, whoever takes part, by the first day of their period; undated ones under `None`.

    What copies tell is left out as a whole, unless the rule counts copies.
    """
    many = "n" if rule.copies else "n - copied"
    rows = ledger.ask(
        f"SELECT {PERIOD.format(period=period)} AS day, sum({many}) AS n FROM volume WHERE coder = ? "
        "AND NOT list_has_any(modality, CAST(? AS VARCHAR[])) AND (? OR NOT claimed) GROUP BY ALL",
        [rule.coder, list(rule.leave_out), rule.claimed],
    )
    return {r["day"]: int(r["n"]) for r in rows}


def coders(ledger: Ledger) -> dict[str, int]:
    """Whose events the store has, with how many, the most first."""
    rows = ledger.ask("SELECT coder, sum(n) AS n FROM volume GROUP BY ALL ORDER BY n DESC, coder")
    return {r["coder"]: int(r["n"]) for r in rows}


def check_coder(ledger: Ledger, coder: str) -> None:
    """Refuse a coder that has nothing in the store; detente itself may have nothing yet.

    Raises:
        InputError: Nothing is there by this name.
    """
    if coder == OWN:
        return
    known = coders(ledger)
    if coder not in known:
        near = difflib.get_close_matches(coder.casefold(), {k.casefold(): k for k in known}, 1, 0.4)
        listed = ", ".join(known) or "none"
        hint = next((k for k in known if near and k.casefold() == near[0]), None)
        fix = f"Did you mean {hint}?" if hint else f"It has those of: {listed}."
        raise InputError(f"The store has no events coded by {coder!r}.", fix)
