"""Words that no editor would have let pass: odd forms of address, lost spaces, repeats, a missing end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from detente.integrity.lexicon import Lexicon
from detente.integrity.say import clipped, number_of
from detente.integrity.vocabulary import counts
from detente.record import Document, Evidence, Finding

_SENTENCE_END = re.compile(r"(?:\A|[.!?…:;]['\"”’)\]]*\s+|\n\s*|[\"“‘'(\[—–]\s?)\Z")
_LAST_WORD = re.compile(r"([A-Za-z]+)[\"”']?\s+\Z")
#: "talks.The", "said,but": small letters, a mark, and the next word at once.
_LOST_SPACE = re.compile(
    r"(?<![\w@/.:-])[a-z]{3,}[.!?][A-Z][a-z]+(?![\w@/.])|(?<![\w@/.:-])[a-z]{3,},[a-z]{2,}(?![\w@/])"
)
_TERMINAL = re.compile(r"[.!?…:;\"”’'»)\]*—–-]\s*\Z")
_ELLIPSIS_END = re.compile(r"(?:\.\s?\.\s?\.|…)\s*[\])]?\Z")
#: What news interfaces write where they cut a text.
_CHARACTERS_LEFT = re.compile(r"\[\+\d+ chars\]\Z")
#: Shorter paragraphs that repeat are furniture; shorter last lines are credits.
_PROSE_WORDS = 12
#: Words and share of function words from which a line is prose and no headline.
_PROSE = ((15, 0.2), (12, 0.35))
#: A text of which more paragraphs lack their full stop has its own ways.
_WHOLE = 0.8
_SHOWN = 10
#: Each name is looked for in the whole text; a text with more knights than this is no news.
_NAMES_TRIED = 50


def about_honorifics(document: Document, lexicon: Lexicon) -> Iterator[Finding]:
    """Doubt a text with forms of address that do not exist, as word-by-word rewriting leaves them."""
    text = document.text
    dotted = re.compile(rf"\b(?:{'|'.join(lexicon.no_full_stop)})\.\s([A-Z][\w'’-]+)")
    small = frozenset(re.findall(r"\b[a-z]+\b", text)) | lexicon.function_words
    evidence = [
        Evidence.of(document.span(*m.span()), text)
        for m in dotted.finditer(text)
        if m[1].lower() not in small and _before_a_name(m, text, lexicon)
    ]
    evidence += _before_a_surname(document, lexicon)
    if evidence:
        shown = sorted(evidence)
        example = Counter(e.text for e in shown).most_common(1)[0][0]
        yield Finding(
            "odd-honorific",
            "caution",
            f'{number_of(shown, "form", "forms")} of address such as "{example}" '
            f"{'is' if len(shown) == 1 else 'are'} no English usage, as in texts that a program has reworked.",
            tuple(shown),
        )


def _before_a_name(found: re.Match[str], text: str, lexicon: Lexicon) -> bool:
    """Not at the end of a sentence that addresses somebody ("Yes, Sir. Moscow will ...")."""
    before = text[max(0, found.start() - 40) : found.start()]
    if _SENTENCE_END.search(before):
        return True
    word = _LAST_WORD.search(before)
    if not word or word[1].lower() in lexicon.spoken_to:
        return False
    return word[1].islower() or bool(_SENTENCE_END.search(before[: word.start()]))


def _before_a_surname(document: Document, lexicon: Lexicon) -> list[Evidence]:
    """Find `Sir Lavrov` where the text elsewhere has `Sergey Lavrov` and never `Lavrov Something`."""
    text = document.text
    places: dict[str, list[re.Match[str]]] = {}
    for m in re.finditer(rf"\b(?:{'|'.join(lexicon.before_first_name)})\s([A-Z][\w'’-]+)(?!\s[A-Z])", text):
        places.setdefault(m[1], []).append(m)
    titles = "|".join(lexicon.no_full_stop)
    found = []
    for name, matches in islice(places.items(), _NAMES_TRIED):
        whole = re.search(rf"(?<![.!?]\s)\b(?!(?:{titles})\b)[A-Z][a-z]+\s{re.escape(name)}\b(?!\s[A-Z])", text)
        if whole and not re.search(rf"\b{re.escape(name)}\s(?:[A-Z]\.\s)?[A-Z][a-z]", text):
            found += [Evidence.of(document.span(m.start(), m.end()), text) for m in matches]
    return found


def about_lost_spaces(document: Document, lexicon: Lexicon) -> Iterator[Finding]:
    """Doubt a text that has words run together over a full stop or comma."""
    text = document.text
    places = [
        m
        for m in _LOST_SPACE.finditer(text)
        if re.split(r"[.!?,]", m.group())[1].lower() not in lexicon.address_endings
    ]
    if places:
        yield Finding(
            "lost-spaces",
            "note" if len(places) < 3 else "caution",
            f"{number_of(places, 'space is', 'spaces are')} missing between words, so sentences may be cut "
            "wrongly.",
            tuple(Evidence.of(document.span(*m.span()), text) for m in places[:_SHOWN]),
        )


def about_repeats(document: Document, paragraphs: tuple[tuple[int, int], ...]) -> Iterator[Finding]:
    """Doubt a text that says the same paragraph twice: it would be counted twice."""
    text = document.text
    seen: set[str] = set()
    again = []
    for start, end in paragraphs:
        words = re.findall(r"\w+", text[start:end].lower())
        key = " ".join(words)
        if len(words) >= _PROSE_WORDS and key in seen:
            again.append(start)
        seen.add(key)
    if again:
        yield Finding(
            "repeated-paragraph",
            "caution",
            f"{number_of(again, 'paragraph stands', 'paragraphs stand')} in the text more than once, so what "
            f"{'it reports' if len(again) == 1 else 'they report'} may be counted twice.",
            tuple(Evidence.of(document.span(s, clipped(text, s)), text) for s in again[:_SHOWN]),
        )


def about_the_end(
    document: Document, lexicon: Lexicon, paragraphs: tuple[tuple[int, int], ...]
) -> Iterator[Finding]:
    """Doubt a text whose end is missing: it breaks off, or the page says that the rest is elsewhere."""
    text = document.text
    wall = next((m for f in document.furniture if (m := lexicon.paywall.search(f.text))), None)
    inside = lexicon.paywall.search(text)
    if inside or wall:
        yield _truncated(
            document,
            "Only the beginning of the story is here: the page asks readers to sign in or subscribe for the rest.",
            inside.span() if inside else None,
        )
        return
    if not paragraphs:
        return
    start, end = paragraphs[-1]
    last = text[start:end]
    stub = lexicon.stubs_at_the_end.search(last)
    if stub:
        yield _truncated(
            document, "The text ends with a pointer to the rest of the story.", (start + stub.start(), end)
        )
    elif _breaks_off(text, last, lexicon, [text[a:b] for a, b in paragraphs[:-1]]):
        shown = max(start, text.rfind(" ", start, max(start, end - 60)) + 1)
        yield _truncated(document, "The text breaks off in the middle of a sentence.", (shown, end))


def _breaks_off(text: str, last: str, lexicon: Lexicon, before: list[str]) -> bool:
    """Whether the last paragraph of a text stops before its sentence does."""
    words = re.findall(r"[\w'’-]+", last)
    if _CHARACTERS_LEFT.search(last):
        return len(words) >= _PROSE_WORDS
    if _ELLIPSIS_END.search(last):
        # Three dots within a quote are a manner of speaking; after a bare word they cut the text short.
        return (
            len(words) >= _PROSE_WORDS
            and bool(re.search(r"\w\s?(?:\.\s?\.\s?\.|…)[^.…]*\Z", last))
            and not re.search(r"[\"“”]", last[-80:])
        )
    if not words or _TERMINAL.search(last) or lexicon.credits.match(last) or lexicon.links.search(last):
        return False
    if len(words) >= _PROSE_WORDS and (last.endswith(",") or lexicon.never_last.search(last)):
        return True
    # From here on it tells only where the text otherwise never forgets a full stop.
    sentences = re.split(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“A-Z])", last)
    others = [p for p in before if len(p.split()) >= _PROSE_WORDS]
    paragraphs = bool(others)
    others = others or sentences[:-1]
    if len(others) < 3 or sum(bool(_TERMINAL.search(p)) for p in others) < _WHOLE * len(others):
        return False
    if _is_cut(words[-1], text, last) or (paragraphs and _open_quote(last)):
        return True
    # Where a text is one paragraph, credits and headlines of other stories may follow its last sentence.
    if not paragraphs or lexicon.credits.match(sentences[-1]):
        return False
    function = sum(w.lower() in lexicon.function_words for w in words) / len(words)
    return any(len(words) >= least and function >= share for least, share in _PROSE)


def _is_cut(word: str, text: str, last: str) -> bool:
    """Whether the last word is only the beginning of one: no word of English or of the text, but of one in it."""
    if not word.isalpha() or not last.endswith(word):
        return False
    if len(word) == 1:
        return word.islower() and word != "a"
    if word.lower() in counts():
        return False
    if len(re.findall(rf"\b{re.escape(word)}\b", text)) > 1:
        return False
    return word.islower() or bool(re.search(rf"\b{re.escape(word)}[a-z]", text))


def _open_quote(last: str) -> bool:
    """Whether a quote is open where the paragraph stops."""
    return last.count('"') % 2 == 1 or last.count("“") > last.count("”")


def _truncated(document: Document, message: str, place: tuple[int, int] | None) -> Finding:
    evidence = (Evidence.of(document.span(*place), document.text),) if place else ()
    return Finding("truncated", "caution", message, evidence)
