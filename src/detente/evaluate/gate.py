"""The quality gate: no score may fall below its floor without a reason written in `gate.toml`.

Run it with `make gate`. The measuring sets are not part of the project; where they are absent the gate says
so and passes, except in CI, where their absence is an error.
"""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from detente.errors import GoldError
from detente.evaluate import measure

GATE = Path(__file__).with_name("gate.toml")
GOLD = Path(__file__).parents[4] / "shared" / "gold"
#: The project's own sets lie in the repository, under `measuring/`.
ROOT = Path(__file__).parents[3]


def read_floors(path: Path = GATE) -> list[dict[str, Any]]:
    """Read the floors: one table `[[floor]]` each with task, gold, score, floor and optionally limit.

    Raises:
        GoldError: A floor lacks a field.
    """
    floors: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["floor"]
    for floor in floors:
        missing = {"task", "gold", "score", "floor"} - floor.keys()
        if missing:
            raise GoldError(f"A floor in {path} lacks {', '.join(sorted(missing))}.", "Write it there.")
    return floors


def run_gate(folder: Path) -> list[str]:
    """Measure every floor; one line each is printed as it comes. Returns the lines that failed."""
    failed: list[str] = []
    measured: dict[tuple[str, str, int | None], dict[str, float]] = {}
    for floor in read_floors():
        key = (floor["task"], floor["gold"], floor.get("limit"))
        if key not in measured:
            home = ROOT if str(floor["gold"]).startswith("measuring/") else folder
            measured[key] = dict(measure(floor["task"], home / floor["gold"], floor.get("limit")).scores)
        value = measured[key][floor["score"]]
        good = value >= floor["floor"]
        first = f", first {key[2]} lines" if key[2] else ""
        line = (
            f"{'ok  ' if good else 'LOW '} {floor['task']} {floor['score']} = {value:.3f} "
            f"(floor {floor['floor']:.3f}; {floor['gold']}{first})"
        )
        print(line, flush=True)
        if not good:
            failed.append(line)
    return failed


def main() -> int:
    """Run the gate; the exit status is 1 when a score is below its floor."""
    folder = Path(os.environ.get("DETENTE_GOLD", GOLD))
    if not folder.is_dir():
        print(f"gate: no measuring sets in {folder}", flush=True)
        return 1 if os.environ.get("CI") else 0
    failed = run_gate(folder)
    if failed:
        print(f"gate: {len(failed)} below the floor. Mend the cause, or write the reason in {GATE.name}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
