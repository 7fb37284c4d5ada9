"""Rows a second and peak memory of importing and exporting made-up event files of each format.

    python benchmarks/interchange.py [--rows 200000] [--only gdelt ...]

Each import and each export runs in a process of its own, whose peak memory (resident set) is what the system says
at its end; importing a file of ten rows is measured first, so that what the libraries take by themselves shows.
Processor seconds count all threads; on a machine that does other things too they tell more than the seconds.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from detente.interchange.gdelt import COLUMNS as GDELT
from detente.interchange.icews import COLUMNS as ICEWS
from detente.interchange.lookups import lookups
from detente.interchange.polecat import COLUMNS as POLECAT

STATES = ("USA", "RUS", "CHN", "UKR", "IRN", "ISR", "TUR", "DEU", "FRA", "GBR", "IND", "PAK", "KEN", "NOR", "BRA")
CAMEO = ("010", "036", "040", "042", "051", "061", "071", "112", "130", "141", "163", "173", "190", "193")
TABLE = {"start": "date", "actor_code": "source", "recipient_code": "target", "cameo": "code", "text": "headline"}


def make(name: str, rows: int, path: Path) -> None:
    """Write a file of made-up events."""
    dice = random.Random(17)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in LINES[name](dice, rows))


def _day(dice: random.Random, n: int, rows: int) -> date:
    return date(2018, 1, 1) + timedelta(days=int(n / rows * 1500) + dice.randrange(3))


def _polecat(dice: random.Random, rows: int) -> Iterator[str]:
    modes = sorted(lookups().ontology.modes)
    yield "\t".join(POLECAT)
    for n in range(rows):
        a, b, code = dice.choice(STATES), dice.choice(STATES), dice.choice(modes)
        cells = dict.fromkeys(POLECAT, "None")
        cells |= {"Event ID": f"E{n}", "Event Date": str(_day(dice, n, rows)), "Event Type": code.type}
        cells |= {"Event Mode": code.mode or "None", "Intensity": "-2.5", "Contexts": "military;diplomatic"}
        cells |= {"Actor Name": f"Minister {n % 900}", "Actor Country": a, "Primary Actor Sector": "GOV"}
        cells |= {"Recipient Name": f"Envoy {n % 700}", "Recipient Country": b, "Recipient Sectors": "GOV;MIL"}
        cells |= {"Placename": f"Town {n % 500}", "Country": a, "Latitude": "12.5", "Longitude": "-3.25"}
        yield "\t".join(cells.values())


def _icews(dice: random.Random, rows: int) -> Iterator[str]:
    names = lookups().country_names
    yield "\t".join(ICEWS)
    for n in range(rows):
        cells = dict.fromkeys(ICEWS, "")
        cells |= {"Event ID": str(n), "Event Date": str(_day(dice, n, rows)), "CAMEO Code": dice.choice(CAMEO)}
        cells |= {"Source Name": f"Minister {n % 900}", "Source Sectors": "Executive,Foreign Ministry,Government"}
        cells |= {"Source Country": names[dice.choice(STATES)], "Target Country": names[dice.choice(STATES)]}
        cells |= {
            "Event Text": "Make a visit",
            "Intensity": "1.9",
            "Story ID": str(n // 3),
            "City": f"Town {n % 500}",
        }
        yield "\t".join(cells.values())


def _gdelt(dice: random.Random, rows: int) -> Iterator[str]:
    for n in range(rows):
        a, b, code = dice.choice(STATES), dice.choice(STATES), dice.choice(CAMEO)
        day = f"{_day(dice, n, rows):%Y%m%d}"
        cells = dict.fromkeys(GDELT, "")
        cells |= {
            "GLOBALEVENTID": str(n),
            "SQLDATE": day,
            "EventCode": code,
            "GoldsteinScale": "-2",
            "NumMentions": "4",
        }
        cells |= {"Actor1Code": f"{a}GOV", "Actor1Name": a, "Actor1CountryCode": a, "Actor1Type1Code": "GOV"}
        cells |= {
            "Actor2Code": b,
            "Actor2Name": b,
            "Actor2CountryCode": b,
            "SOURCEURL": f"https://news.example/{n}",
        }
        cells |= {"ActionGeo_Type": "4", "ActionGeo_FullName": f"Town {n % 500}", "ActionGeo_CountryCode": "RS"}
        cells |= {"ActionGeo_Lat": "55.75", "ActionGeo_Long": "37.61"}
        yield "\t".join(cells.values())


def _mentions(dice: random.Random, rows: int) -> Iterator[str]:
    for n in range(rows):
        stamp = f"{_day(dice, n, rows):%Y%m%d}001500"
        where = [
            f"news{n % 50}.example",
            f"https://news.example/{n}",
            "3",
            "10",
            "40",
            "22",
            "1",
            "70",
            "1800",
            "-1",
            "",
            "",
        ]
        yield "\t".join([str(n // 4), stamp, stamp, "1", *where])


def _plover(dice: random.Random, rows: int) -> Iterator[str]:
    modes = sorted(lookups().ontology.modes)
    for n in range(rows):
        code = dice.choice(modes)
        told = {"id": f"p{n}", "date": str(_day(dice, n, rows)), "event": [code.type], "mode": [code.mode]}
        told["actor"] = [{"code": dice.choice(STATES), "sector": ["GOV"], "entity_text": f"Minister {n % 900}"}]
        told["recipient"] = [{"code": dice.choice(STATES), "sector": ["MIL"]}]
        told["context"], told["link"] = ["military"], f"https://news.example/{n}"
        yield json.dumps(told)


def _table(dice: random.Random, rows: int) -> Iterator[str]:
    yield "date,source,target,code,headline"
    for n in range(rows):
        day, a, b = _day(dice, n, rows), dice.choice(STATES), dice.choice(STATES)
        yield f'{day},{a}GOV,{b},{dice.choice(CAMEO)},"Ministers meet, report {n}"'


LINES = {
    "polecat": _polecat,
    "icews": _icews,
    "gdelt": _gdelt,
    "gdelt-mentions": _mentions,
    "plover": _plover,
    "cameo": _table,
}


def bring(name: str, path: Path, folder: Path) -> int:
    """Import a file; gives the rows that are new."""
    from detente.interchange.bring_in import bring_in
    from detente.store import Store

    done = bring_in(Store.open(folder, create=True), path, name, columns=TABLE if name == "cameo" else None)
    assert not done.failures and not done.differing, done
    return done.new


def give(name: str, path: Path, folder: Path) -> int:
    """Export a store; gives the rows that were written."""
    from detente.interchange.doors import exporter
    from detente.interchange.give_out import give_out, write_file
    from detente.store import EntryFilter, Store

    store, wanted = Store.open(folder), EntryFilter(coders=("all",))
    return write_file(path, lambda out: give_out(store, exporter(name), wanted, out), force=True).rows


def _child(task: str, name: str, path: Path, folder: Path, answer: object) -> None:
    start, work = time.perf_counter(), time.process_time()
    rows = {"import": bring, "export": give}[task](name, path, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send((rows, time.perf_counter() - start, time.process_time() - work, peak))  # type: ignore[attr-defined]


def measured(task: str, name: str, path: Path, folder: Path) -> tuple[int, float, float, float]:
    """Run a task in a fresh process: rows, seconds, processor seconds, peak memory in MB."""
    context = get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_child, args=(task, name, path, folder, there))
    child.start()
    there.close()
    try:
        told: tuple[int, float, float, float] = here.recv()
    except EOFError:
        sys.exit(f"The {task} of {name} died.")
    child.join()
    return told


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=200_000)
    asked.add_argument("--only", nargs="*", default=[*LINES])
    given = asked.parse_args()
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow(("task", "format", "file MB", "rows", "seconds", "cpu s", "rows/s", "peak MB"))
    with tempfile.TemporaryDirectory() as place:
        for name in given.only:
            folder = Path(place)
            for rows in (10, given.rows):
                path = folder / f"{name}-{rows}"
                make(name, rows, path)
                store = folder / f"{path.name}.store"
                line("import", name, path, measured("import", name, path, store), out)
            line("again", name, path, measured("import", name, path, store), out)
        for name in ("plover", "polecat", "icews", "gdelt", "csv", "parquet") if "gdelt" in given.only else ():
            path = folder / f"out.{name}"
            store = folder / f"gdelt-{given.rows}.store"
            line("export", name, path, measured("export", name, path, store), out)


def line(task: str, name: str, path: Path, told: tuple[int, float, float, float], out: object) -> None:
    rows, seconds, work, peak = told
    size = path.stat().st_size / 1e6
    speed = f"{rows / seconds:,.0f}" if rows > 1000 else ""
    out.writerow((task, name, f"{size:.1f}", rows, f"{seconds:.1f}", f"{work:.1f}", speed, f"{peak:.0f}"))  # type: ignore[attr-defined]
    sys.stdout.flush()


if __name__ == "__main__":
    main()
