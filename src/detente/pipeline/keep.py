"""The one writer of a run: takes coded shards in order and commits each at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detente.errors import TooManyFailures
from detente.pipeline.plan import Plan, Reached
from detente.pipeline.run import Known
from detente.pipeline.shards import Coded
from detente.record import Coding, Document, Failure
from detente.store import Store

#: Stages whose failures do not depend on whether the document is known.
_BEFORE_KNOWN = ("source", "extract")


@dataclass(slots=True)
class Tally:
    """What a run has done since it was started or went on.

    Attributes:
        pages: Pages that were coded, known or failed.
        new: Documents that are new in the store.
        known: Pages whose text was there already.
        failed: Failures by their code.
        weight: What was read of the source. **Units**: bytes, as the plan counts them.
        worked: How long the workers were at work, together. **Units**: seconds.
    """

    pages: int = 0
    new: int = 0
    known: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    worked: float = 0.0


def keep(
    plan: Plan, store: Store, coded: Iterable[Coded], start: Reached, max_failures: int | None = None
) -> Iterator[Tally]:
    """Commit coded shards, one commit a shard.

    Args:
        plan: The plan of the run.
        store: Where to; its plan stands there.
        coded: Coded shards, in the order of the plan.
        start: How far the run had come.
        max_failures: The run stops when more pages than this have failed, those before `start` among them.

    Yields:
        After each commit what has been done so far (the same object each time).

    Raises:
        TooManyFailures: More pages failed than `max_failures`; all until then is stored.
        StoreError: As for `Store.add`.
    """
    tally = Tally()
    inside = 0.0
    for one in coded:
        codings, failures, seen = sort(one.outcomes, store, plan)
        mark = plan.mark(one.shard.part, one.shard.number, one.shard.last)
        added = store.add(codings, failures, seen, mark=mark)
        tally.pages += len(one.outcomes)
        tally.new += added.new + added.replaced
        tally.known += len(one.outcomes) - len(failures) - added.new - added.replaced
        tally.failed.update(f.code for f in failures)
        tally.worked += one.seconds
        size = plan.parts[one.shard.part].size
        tally.weight -= inside
        # What is packed weighs more when read: a part never counts for more than the plan says.
        inside = 0.0 if one.shard.last else min(size * 0.95, inside + one.shard.weight)
        tally.weight += size if one.shard.last else inside
        yield tally
        if max_failures is not None and start.failures + tally.failed.total() > max_failures:
            raise TooManyFailures(
                f"{start.failures + tally.failed.total()} pages have failed, more than {max_failures} "
                f"({told(tally.failed)}).",
                "What was coded is stored. See why they failed, then run again with a higher --max-failures.",
            )


def sort(
    outcomes: Iterable[Coding | Failure | Known], store: Store, plan: Plan
) -> tuple[list[Coding], list[Failure], list[Document]]:
    """Outcomes by kind. A text that a worker failed on, not knowing that it is coded already, is only seen again.

    (That makes the store the same, whoever coded what at which moment.)
    """
    codings = [o for o in outcomes if isinstance(o, Coding)]
    seen = [o.document for o in outcomes if isinstance(o, Known)]
    failures = [o for o in outcomes if isinstance(o, Failure)]
    late = [f.document.id for f in failures if f.document is not None and f.stage not in _BEFORE_KNOWN]
    if late:
        there = store.known(late, plan.coder) | {c.document.id for c in codings}
        again = [f for f in failures if f.document is not None and f.document.id in there]
        again = [f for f in again if f.stage not in _BEFORE_KNOWN]
        seen += [f.document for f in again if f.document is not None]
        failures = [f for f in failures if f not in again]
    return codings, failures, seen


def told(failed: Counter[str]) -> str:
    """Failures by reason, the most frequent first.

    >>> told(Counter({"not-english": 3, "no-main-text": 12}))
    'no-main-text 12, not-english 3'
    """
    return ", ".join(f"{code} {count:,}" for code, count in failed.most_common())
