"""What runs a store has seen, and how far each has come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from detente.pipeline.plan import Plan, plans
from detente.record import Coder
from detente.store.schema import BATCHES, RUNS

if TYPE_CHECKING:
    from detente.store import Store


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run at a glance.

    Attributes:
        id: Hash of its plan.
        place: The source; `None` when the plan is gone.
        coder: Who codes; `None` when the plan is gone.
        round: How often the source had been gone through before by an equal plan.
        state: `unfinished` runs go on when they are started again; `given up` ones have no plan any more.
        parts: Parts of the source; `None` when the plan is gone.
        done: Parts that are wholly in the store.
        commits: Shards that are in the store.
        documents: Codings it brought.
        failures: Failures it brought.
        first: Moment of the first commit; `None` when there is none.
        last: Moment of the last.
    """

    id: str
    place: str | None
    coder: Coder | None
    round: int
    state: Literal["finished", "unfinished", "given up"]
    parts: int | None
    done: int
    commits: int
    documents: int
    failures: int
    first: datetime | None
    last: datetime | None


def runs(store: Store) -> tuple[RunRow, ...]:
    """All runs, in the order of their first commits; those that have none at the end.

    Raises:
        StoreDamaged: A plan cannot be read.
    """
    commits: dict[str, list[dict[str, Any]]] = defaultdict(list)
    columns = "mark, epoch_us(created) AS created, counts"
    asked = f"SELECT {columns} FROM batches WHERE starts_with(mark, 'run:') ORDER BY batch"
    for row in store.look(BATCHES).ask(asked):
        commits[row["mark"].split(":")[1]].append(row)
    planned = {plan.id: plan for _, plan in plans(store.path / RUNS)}
    found = [
        _row(name, planned.get(name), commits[name]) for name in [*commits, *(planned.keys() - commits.keys())]
    ]
    return tuple(sorted(found, key=lambda r: (r.first is None, r.first, r.place, r.id)))


def _row(name: str, plan: Plan | None, commits: list[dict[str, Any]]) -> RunRow:
    # Shards are committed in order: each that ends a part finishes it.
    done = sum(row["mark"].endswith(":end") for row in commits)
    state: Literal["finished", "unfinished", "given up"] = "given up"
    if plan is not None:
        state = "finished" if done >= len(plan.parts) else "unfinished"
    moments = [datetime.fromtimestamp(row["created"] / 1e6, UTC) for row in commits]
    return RunRow(
        name,
        plan.place if plan else None,
        plan.coder if plan else None,
        plan.round if plan else 0,
        state,
        len(plan.parts) if plan else None,
        done,
        len(commits),
        _count(commits, "documents"),
        _count(commits, "failures"),
        moments[0] if moments else None,
        moments[-1] if moments else None,
    )


def _count(commits: list[dict[str, Any]], table: str) -> int:
    return sum(c["count"] for row in commits for c in row["counts"] or () if c["table"] == table)
