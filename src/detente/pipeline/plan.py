"""The plan of a run: which parts of which source are coded how. It is written into the store first of all."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import OtherPlan, StoreDamaged
from detente.record import Coder
from detente.settings import Settings
from detente.source import Part, Source, SourceOptions
from detente.source.buckets import Address, is_cloud
from detente.store import durable
from detente.store.schema import RUNS
from detente.store.trouble import translated

if TYPE_CHECKING:
    from detente.store import Store

#: Pages committed at once, unless told otherwise. A killed run codes at most these again, for each worker.
SHARD = 100
#: Number of this layout of a plan's file.
FORMAT = 1
#: Settings that name places of this machine, or change how long something may take: not what comes out.
_ASIDE = ("data_dir", "actors_file", "user_agent", "fetch_timeout", "max_seconds", "max_memory", "sync")


@dataclass(frozen=True)
class Plan:
    """What a run does. Two plans are the same when they would give the same store.

    Attributes:
        place: The source's path or URL.
        options: How the source is read, as `SourceOptions.as_json` says it.
        settings: The settings that bear on the coding.
        coder: Who codes.
        shard: Pages committed at once, at most.
        parts: The source's parts, in order.
        round: How often the source has been gone through before by an equal plan.
    """

    place: str
    options: dict[str, Any]
    settings: dict[str, Any]
    coder: Coder
    shard: int
    parts: tuple[Part, ...]
    round: int = 0

    @classmethod
    def make(
        cls,
        place: str,
        source: Source,
        options: SourceOptions,
        settings: Settings,
        coder: Coder,
        shard: int = SHARD,
    ) -> Plan:
        """Plan a run.

        Raises:
            DetenteError: The source as a whole cannot be read.
        """
        kept = {k: v for k, v in asdict(settings).items() if k not in _ASIDE}
        return cls(_absolute(place), options.as_json(), kept, coder, shard, source.plan())

    def as_json(self) -> dict[str, Any]:
        """The plan as a JSON object."""
        told: dict[str, Any] = {"format": FORMAT, "place": self.place, "options": self.options}
        told |= {"settings": self.settings, "coder": asdict(self.coder), "shard": self.shard}
        # Plans of the first round have no such line, so that those of older stores keep their names.
        told |= {"round": self.round} if self.round else {}
        return {**told, "parts": [part.as_json() for part in self.parts]}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Plan:
        """The plan out of its JSON object."""
        parts = tuple(Part.from_json(part) for part in told["parts"])
        coder, round = Coder(**told["coder"]), told.get("round", 0)
        return cls(told["place"], told["options"], told["settings"], coder, told["shard"], parts, round)

    @cached_property
    def id(self) -> str:
        """Hash of the whole plan: the name of its run."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:16]

    @property
    def size(self) -> int:
        """Estimate of what is to be read. **Units**: bytes."""
        return sum(part.size for part in self.parts)

    def mark(self, part: int, number: int, last: bool) -> str:
        """What a commit is marked with: the shard it finishes, and whether the part ends with it."""
        return f"run:{self.id}:{part}:{number}:{'end' if last else 'more'}"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a run has come. Shards are committed in order, so the last one tells.

    Attributes:
        part: Number of the part to go on with.
        shard: Number of the shard in it to go on with.
        failures: Pages that failed so far.
    """

    part: int = 0
    shard: int = 0
    failures: int = 0


def reached(plan: Plan, store: Store) -> Reached:
    """Where a run stopped; the beginning for a new one."""
    marks = store.marks(f"run:{plan.id}:")
    if not marks:
        return Reached()
    part, number, state = list(marks)[-1].split(":")[2:]
    failures = sum(rows.get("failures", 0) for rows in marks.values())
    if state == "end":
        return Reached(int(part) + 1, 0, failures)
    return Reached(int(part), int(number) + 1, failures)


def current(plan: Plan, store: Store, again: bool = False) -> Plan:
    """The plan of the round that is to be done: the first that is not finished.

    Args:
        plan: The plan, of the first round.
        store: Where what comes out is kept.
        again: Begin a new round when all are finished; otherwise the last of them is given.
    """
    while reached(plan, store).part >= len(plan.parts):
        following = replace(plan, round=plan.round + 1)
        if not again and not _path(store.path / RUNS, following).is_file():
            break
        plan = following
    return plan


def settle(plan: Plan, store: Store, fresh: bool = False) -> Reached:
    """Write the plan into the store, unless it stands there; says where its run stopped.

    Args:
        plan: What is to be done.
        store: Where what comes out is kept.
        fresh: Give up an unfinished run over the same place under another plan. What it stored stays.

    Raises:
        OtherPlan: A run over the same place, planned otherwise, is unfinished.
        StoreDamaged: A plan's file cannot be read.
        StoreError: The plan cannot be written.
    """
    folder = store.path / RUNS
    start = reached(plan, store)
    finished = start.part >= len(plan.parts)
    for path, told in () if finished else plans(folder):
        if told.place != plan.place or told.id == plan.id:
            continue
        there = reached(told, store)
        if there.part >= len(told.parts):
            continue
        # A run that has committed nothing can be planned anew.
        if there != Reached() and not fresh:
            raise OtherPlan(
                f"The store {store.path} has an unfinished run over {plan.place} that was planned otherwise: "
                f"{_difference(told, plan)}.",
                "Finish it as it was planned, or give it up with --fresh: what it stored stays.",
            )
        with translated(store.path, "writing"):
            path.unlink()
    _write(folder, plan)
    return start


def _path(folder: Path, plan: Plan) -> Path:
    return folder / f"{plan.id}.json"


def plans(folder: Path) -> Iterator[tuple[Path, Plan]]:
    """The plans that stand in a folder.

    Raises:
        StoreDamaged: A file is none.
    """
    for path in sorted(folder.glob("*.json")):
        try:
            yield path, Plan.from_json(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise StoreDamaged(
                f"{path} is no plan of a run.", "Remove it; the run is planned anew, and nothing is coded twice."
            ) from None


def _difference(old: Plan, new: Plan) -> str:
    """The first thing in which two plans differ, for people."""
    if old.coder != new.coder:
        return f"its coder is {_coder(old.coder)}, now it is {_coder(new.coder)}"
    if old.shard != new.shard:
        return f"it commits {old.shard} pages at once, now it would {new.shard}"
    for what, a, b in (("option", old.options, new.options), ("setting", old.settings, new.settings)):
        for name in sorted(a.keys() | b.keys()):
            if a.get(name) != b.get(name):
                return f"its {what} {name} was {a.get(name)!r}, now it is {b.get(name)!r}"
    before = {part.name: part for part in old.parts}
    after = {part.name: part for part in new.parts}
    for name in [*before, *after]:
        if before.get(name) != after.get(name):
            what = "gone" if name not in after else "new" if name not in before else "changed"
            return f"the source itself is not what it was ({name} is {what})"
    return "its parts come in another order"


def _coder(coder: Coder) -> str:
    return f"{coder.detente}/{coder.ontology}/{coder.weights}"


def _write(folder: Path, plan: Plan) -> None:
    """Write a plan whole or not at all, and onto the disk: after a power failure it is there, or is not."""
    path = _path(folder, plan)
    with translated(folder.parent, "writing"):
        if path.is_file():
            return
        folder.mkdir(exist_ok=True)
        durable.put(path, json.dumps(plan.as_json(), ensure_ascii=False))


def _absolute(place: str) -> str:
    if is_cloud(place):
        return str(Address.parse(place))
    with contextlib.suppress(OSError, ValueError):
        if Path(place).exists():
            return str(Path(place).absolute())
    return place
