"""Build src/detente/data/actors/offices.csv out of the table of office holders and the table of US presidents.

    python tools/build_offices.py REFERENCE_FOLDER [OUT.csv]

REFERENCE_FOLDER holds office_holders.csv (Wikidata facts, CC0, by way of the every-politician-scrapers
repositories, snapshots of 2022-07 to 2023-03) and presidents_us.csv (unitedstates/congress-legislators, CC0).
What it does about the flaws listed beside them:

- terms that start after they end, and dates that are none, are dropped;
- names without a Latin letter, "Surname, Given" order and bracketed qualifiers are dropped or set right;
- overlapping or touching terms of one person in one office become one;
- an open end of a single-seat office is closed where somebody else took the seat later;
- regional cabinets, spouses, aides and offices that international news does not name are left out (`titles.yaml`);
- of ambassadors, only those of or to the larger powers and the United Nations stay.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

DATA = Path(__file__).parents[1] / "src" / "detente" / "data" / "actors"
HEADER = ("person", "wikidata", "country", "title", "role", "sector", "start", "end", "source")
#: Which offices, states and years are kept (`build.yaml`).
CHOICES = yaml.safe_load((DATA / "build.yaml").read_text("utf-8"))
POWERS, SINGLE = frozenset(CHOICES["powers"]), frozenset(CHOICES["single"])
POSTS = re.compile(CHOICES["posts"], re.I)


class Row(NamedTuple):
    """A line of the table that is built."""

    person: str
    wikidata: str
    country: str
    title: str
    role: str
    sector: str
    start: str
    end: str
    source: str


def is_date(text: str) -> bool:
    """Whether a text is a date of the calendar at its precision, or empty."""
    if not text:
        return True
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        return False
    year, month, day = [*map(int, text.split("-")), 1, 1][:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def clean_name(name: str) -> str | None:
    """A personal name in Latin letters, or `None`."""
    name = re.sub(r"\s*\([^)]*\)", "", name).strip()
    if not re.search(r"[A-Za-z]", name) or re.search(r"[^\u0000-\u024f\u1e00-\u1eff\u2010-\u2019 ]", name):
        return None
    if "," in name and not re.search(r",\s*(Jr|Sr|II|III)", name):
        last, first = name.split(",", 1)
        name = f"{first.strip()} {last.strip()}"
    return name.replace(",", "") if len(name) > 2 else None


def read_titles() -> tuple[list[tuple[re.Pattern[str], str]], dict[str, str]]:
    """Patterns of titles with their roles, and the sector of each role."""
    table = yaml.safe_load((DATA / "titles.yaml").read_text("utf-8"))["titles"]
    roles = yaml.safe_load((DATA / "roles.yaml").read_text("utf-8"))["offices"]
    patterns = [(re.compile(t["find"], re.IGNORECASE), t["role"]) for t in table]
    return patterns, {name: r["sector"] for name, r in roles.items()}


def role_of(title: str, patterns: list[tuple[re.Pattern[str], str]]) -> str:
    """The role a title is an instance of; `drop` where no pattern knows it."""
    return next((role for pattern, role in patterns if pattern.search(title)), "drop")


def keep(country: str, title: str, role: str) -> bool:
    """Whether the office is one that international news names."""
    if role == "drop":
        return False
    if role == "ambassador":
        return bool(POSTS.search(title)) and (
            country in POWERS or "United Nations" in title or "United States" in title
        )
    if role == "governor":
        return country in CHOICES["governors"]
    if role in CHOICES["minor"]:
        return country in POWERS or country in CHOICES["detailed"] or country == "INT"
    return True


def holders(path: Path, dropped: Counter[str]) -> Iterable[Row]:
    """Rows of office_holders.csv that stay, cleaned."""
    patterns, sectors = read_titles()
    with path.open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            title = re.sub(r"\b(of|the) \1\b", r"\1", r["position"].strip())
            role = role_of(title, patterns)
            name = clean_name(r["person"])
            if not keep(r["country_iso3"], title, role):
                dropped["office not needed"] += 1
            elif name is None:
                dropped["name without Latin letters"] += 1
            elif not (is_date(r["start"]) and is_date(r["end"])) or not r["start"]:
                dropped["no date"] += 1
            elif r["end"] and r["end"] < r["start"][: len(r["end"])]:
                dropped["start after end"] += 1
            elif r["end"] and r["end"] < CHOICES["since"]:
                dropped["ended before 1990"] += 1
            else:
                country = "IGO" if r["country_iso3"] == "INT" else r["country_iso3"]
                if country == "IGO" and re.search(r"United Nations|International Court", title):
                    country = "UNO"
                title = title[0].upper() + title[1:]
                yield Row(
                    name,
                    r["wikidata_id"],
                    country,
                    title,
                    role,
                    sectors[role],
                    r["start"],
                    r["end"],
                    "wikidata-2022",
                )


def presidents(path: Path) -> Iterable[Row]:
    """Rows of presidents_us.csv since 1945, under the names in common use."""
    names = yaml.safe_load((DATA / "titles.yaml").read_text("utf-8"))["presidents"]
    with path.open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            if r["end"] >= CHOICES["since_us"]:
                role = "head-of-state" if r["office"] == "President" else "vice-president"
                end = "" if r["end"] > "2026-06" else r["end"]
                name, wikidata = names.get(r["person"], (r["person"], r["wikidata_id"]))
                yield Row(
                    name,
                    wikidata,
                    "USA",
                    f"{r['office']} of the United States",
                    role,
                    "GOV",
                    r["start"],
                    end,
                    "congress-legislators-2026",
                )


def merge(rows: Iterable[Row], dropped: Counter[str]) -> list[Row]:
    """Make one term of overlapping and touching terms of one person in one office."""
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.country, row.title, row.wikidata or row.person].append(row)
    merged: list[Row] = []
    for group in groups.values():
        group.sort(key=lambda r: (r.start, r.end or "9"))
        kept = [group[0]]
        for row in group[1:]:
            last = kept[-1]
            if not last.end or row.start[: len(last.end)] <= last.end[: len(row.start)]:
                dropped["same term twice"] += 1
                # Of an open and a closed copy of one term that began the same day the closed one is right.
                ends = {e for e in (last.end, row.end) if e}
                end = max(ends) if ends and (last.start == row.start or (last.end and row.end)) else row.end
                kept[-1] = last._replace(end=end)
            else:
                kept.append(row)
        merged.extend(kept)
    return merged


def close(rows: list[Row], closed: Counter[str]) -> list[Row]:
    """Close open terms of single-seat offices where somebody else took the seat later."""
    seats: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.role in SINGLE:
            seats[row.country, row.title].append(row)
    ends: dict[Row, str] = {}
    for seat in seats.values():
        seat.sort(key=lambda r: r.start)
        for at, row in enumerate(seat):
            later = [r.start for r in seat[at + 1 :] if r.wikidata != row.wikidata and r.start > row.start]
            if not row.end and later:
                ends[row] = later[0]
                closed["open end closed by a successor"] += 1
    return [r._replace(end=ends.get(r, r.end)) for r in rows]


def correct(rows: list[Row], path: Path, changed: Counter[str]) -> list[Row]:
    """Mend rows that are known to be wrong (`offices_corrections.csv`); one that fits no row is an error."""
    with path.open(encoding="utf-8", newline="") as file:
        corrections = list(csv.DictReader(file))
    _, sectors = read_titles()
    for c in corrections:
        kept, hits = [], 0
        for row in rows:
            named = c["person"] in {"*", row.person} and c["start"] in {"*", row.start}
            if not (named and row.country == c["country"] and row.title == c["title"]):
                kept.append(row)
                continue
            hits += 1
            if c["field"] == "drop":
                continue
            row = row._replace(**{c["field"]: c["value"]})
            kept.append(row._replace(sector=sectors[row.role]) if c["field"] == "role" else row)
        if not hits:
            raise SystemExit(f"{path.name}: no row of {c['person']}, {c['title']} ({c['country']}, {c['start']}).")
        changed["corrected by hand"] += hits
        rows = kept
    return rows


def main(folder: Path, out: Path) -> None:
    """Read, clean, merge, close, write, and say what was left out."""
    dropped: Counter[str] = Counter()
    us = list(presidents(folder / "presidents_us.csv"))
    # The US table is newer and exact: its presidents and vice presidents replace the other table's.
    rest = [
        r
        for r in holders(folder / "office_holders.csv", dropped)
        if not (r.country == "USA" and r.role in {"head-of-state", "vice-president"})
    ]
    rows = close(merge([*rest, *us], dropped), dropped)
    rows = correct(rows, DATA / "offices_corrections.csv", dropped)
    rows.sort()
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    print(
        f"{len(rows)} terms, {len({r.wikidata or r.person for r in rows})} persons, "
        f"{len({r.country for r in rows})} countries, {out.stat().st_size:,} bytes"
    )
    for why, count in dropped.most_common():
        print(f"  {count:6} {why}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA / "offices.csv")
