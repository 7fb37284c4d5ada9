"""A mixture of news pages made from templates: many different short texts, reprints, foreign and empty pages.

    python benchmarks/mixture.py 20000 /tmp/mixture.jsonl

Every line is a JSON object with url, title, date and text, as `detente run` reads it. Everything follows from the
seed. Of a hundred pages about 92 are stories of their own, 4 are reprints of an earlier story at another address,
2 are in French, 1 is empty and 1 has no text field: each of those must become a failure with its reason.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

_STATES = (
    ("Finland", "Helsinki", "Finnish"),
    ("Estonia", "Tallinn", "Estonian"),
    ("Turkey", "Ankara", "Turkish"),
    ("Greece", "Athens", "Greek"),
    ("Egypt", "Cairo", "Egyptian"),
    ("Sudan", "Khartoum", "Sudanese"),
    ("India", "New Delhi", "Indian"),
    ("Pakistan", "Islamabad", "Pakistani"),
    ("Japan", "Tokyo", "Japanese"),
    ("Chile", "Santiago", "Chilean"),
    ("Kenya", "Nairobi", "Kenyan"),
    ("Norway", "Oslo", "Norwegian"),
)
_SUBJECTS = (
    "grain exports",
    "the border crossing",
    "fishing rights",
    "a prisoner exchange",
    "the dam",
    "air patrols",
    "visas",
    "the pipeline",
    "customs duties",
    "a naval exercise",
)
_LEADS = (
    "{a}'s foreign minister met his {bn} counterpart in {bc} on {day} to discuss {x}.",
    "{a} accused {b} on {day} of breaking last year's agreement on {x}.",
    "{a} and {b} signed a memorandum on {x} in {ac} on {day}.",
    "{a} threatened on {day} to close its embassy in {bc} over {x}.",
    "The government of {a} rejected a {bn} proposal on {x} on {day}.",
    "{a} will send {n} tonnes of aid to {b} next week, its foreign ministry said on {day}.",
)
_BODIES = (
    '"We want an answer on {x} before the end of the month," the {an} minister told reporters in {ac}.',
    "{b} denied the charge and summoned the {an} ambassador.",
    "A spokesman for the {bn} government said that talks on {x} would go on.",
    "Officials from both sides are to meet again in {cc}, which has offered to mediate.",
    "{c} welcomed the step and urged both countries to show restraint.",
    "Some {n} people protested in {bc} against the plan on Sunday.",
    "Last month {b} withdrew {n} soldiers from the area after a call between the two prime ministers.",
    "The two countries have argued over {x} since {year}.",
    "{a} said it had not decided whether to impose sanctions on {bn} companies.",
    "Analysts in {ac} expect little from the next round of talks.",
)
_FRENCH = (
    "Le ministre des Affaires étrangères a rencontré lundi son homologue pour parler du budget et de la situation "
    "à la frontière. Selon un porte-parole, les discussions numéro {n} vont continuer la semaine prochaine."
)


def line(seed: int, number: int, short: bool = False) -> dict[str, str]:
    """Page `number` of the mixture; `short` = of two or three sentences."""
    dice = random.Random(f"{seed}.{number}")
    kind = number % 100
    url = f"https://example.org/{number:06d}"
    if kind in {17, 38, 59, 80} and number > 50:
        # A reprint of a page that came up to 50 pages earlier.
        earlier = max(n for n in range(number - dice.randint(1, 50), number) if n % 100 not in _ODD)
        return {**line(seed, earlier, short), "url": url}
    day = date(2018, 1, 1) + timedelta(days=dice.randrange(2000))
    head = {"url": url, "title": f"Report {number}", "date": day.isoformat()}
    if kind in {33, 66}:
        return {**head, "text": _FRENCH.format(n=number)}
    if kind == 99:
        return {**head, "text": ""}
    if kind == 98:
        return head
    return {**head, **_story(dice, number, (1, 2) if short else (2, 5))}


_ODD = {17, 38, 59, 80, 33, 66, 98, 99}


def _story(dice: random.Random, number: int, many: tuple[int, int]) -> dict[str, str]:
    (a, ac, an), (b, bc, bn), (c, cc, _) = dice.sample(_STATES, 3)
    words = {"a": a, "ac": ac, "an": an, "b": b, "bc": bc, "bn": bn, "c": c, "cc": cc}
    words |= {
        "x": dice.choice(_SUBJECTS),
        "n": str(dice.randrange(20, 9000)),
        "year": str(dice.randrange(1990, 2017)),
    }
    words["day"] = dice.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
    lead = dice.choice(_LEADS).format(**words)
    bodies = [body.format(**words) for body in dice.sample(_BODIES, dice.randint(*many))]
    title = f"{a} and {b} at odds over {words['x']}, report {number}"
    return {"title": title, "text": "\n\n".join([lead, *bodies])}


def lines(count: int, seed: int = 1, short: bool = False) -> Iterator[dict[str, str]]:
    """The first pages of a mixture."""
    return (line(seed, number, short) for number in range(count))


def mixed(made: Iterable[dict[str, str]], articles: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Made-up pages with an article of a local set before every fiftieth, until they are used up."""
    left = iter(articles)
    for number, page in enumerate(made):
        if number % 50 == 0 and (article := next(left, None)) is not None:
            yield article
        yield page


def read(paths: Iterable[Path]) -> list[dict[str, str]]:
    """Articles of local sets (JSON Lines), with the names of fields that the mixture has."""
    told = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    names = {"url": "url", "title": "title", "text": "text", "date": "date", "published": "date"}
    return [{names[k]: v for k, v in article.items() if k in names and v} for article in told]


def write(path: Path, count: int, seed: int = 1, short: bool = False, articles: Iterable[Path] = ()) -> int:
    """Write the first pages of a mixture as JSON Lines, with the articles of local sets among them.

    Returns:
        How many pages that are.
    """
    pages = 0
    with path.open("w", encoding="utf-8") as file:
        for told in mixed(lines(count, seed, short), read(articles)):
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
            pages += 1
    return pages


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description="Write a mixture of made-up news pages as JSON Lines.")
    options.add_argument("count", type=int)
    options.add_argument("path", type=Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--short", action="store_true", help="pages of two or three sentences")
    given = options.parse_args()
    write(given.path, given.count, given.seed, given.short)


if __name__ == "__main__":
    main()
