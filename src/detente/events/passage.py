"""When an act was that no phrase of its own dates: by the passage it stands in.

A story is told at some time, and sentences go on at that time until another one moves it: a date ("in 2010"), the
past perfect ("had sailed"), or somebody who says something now. What goes on in an earlier time has that time, and
is no news. What goes on in the time of the news, told simply in the past, happened on the day of publication or
shortly before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from detente.events.candidates import lemma_of
from detente.events.lexicon import load
from detente.events.when import (
    VERBS,
    Dated,
    belonging,
    is_future,
    is_marked,
    is_past,
    phrases,
    verb_of,
    when,
    year_modifier,
)
from detente.record import Document, Evidence, Reading, Sentence, Token, When
from detente.settings import DATA_DIR

#: Undated news happened on the day of publication or in this many days before.
NEWS_DAYS = 2
#: Paragraphs from the top in which undated news may be taken for recent ...
LEAD_PARAGRAPHS = 2
#: ... and sentences, where a text has no paragraphs.
LEAD_SENTENCES = 6
#: So many sentences an explicit date holds within its paragraph.
CARRIED_SENTENCES = 3
#: So many sentences back the time of a passage is looked for.
_BACK = 6


@dataclass(frozen=True, slots=True)
class Time:
    """The time a passage is told at.

    Attributes:
        news: Whether it is that of the news; where it is not, it is an earlier one.
        when: Its days, where they are told.
        evidence: The words that tell them.
        back: Sentences since then.
    """

    news: bool
    when: When | None = None
    evidence: Evidence | None = None
    back: int = 0


def time_of(reading: Reading, token: int, document: Document, data_dir: str = str(DATA_DIR)) -> Time | None:
    """The time at which the sentences before a token's own leave the story.

    Args:
        reading: The reading.
        token: A token.
        document: For the publication date.
        data_dir: Folder of data files.

    Returns:
        The time; `None` where none of the last sentences sets one.
    """
    sentence = reading.sentence_of(token)
    for back in range(1, _BACK + 1):
        if sentence.start == 0:
            return None
        sentence = reading.sentence_of(sentence.start - 1)
        found = _set_by(reading, sentence, document, data_dir, back)
        if found is not None:
            return found
    return None


def _set_by(reading: Reading, sentence: Sentence, document: Document, data_dir: str, back: int) -> Time | None:
    """The time that one sentence sets by its main verb, if it sets one."""
    root = reading.tokens[reading.root_of(sentence.start, sentence.end)]
    told = when(reading, root.i, document, data_dir)
    if told is not None and is_past(reading, root):
        return Time(_is_news(told[0], document), *told, back)
    if _perfect(reading, root, "had"):
        return Time(False, back=back)
    if any(_is_earlier(d, document) for d in phrases(reading, sentence.start, document, data_dir)):
        return Time(False, back=back)
    told_now = is_past(reading, root) or root.tag in {"VBZ", "VBP"}
    return Time(True, back=back) if told_now and _reports(reading, root, data_dir) else None


def _is_earlier(dated: Dated, document: Document) -> bool:
    """Whether a phrase means days before the news, whatever they are of."""
    published = document.published
    found = dated.phrase.resolve(published.start) if published else None
    return found is not None and not _is_news(found, document)


def _is_to_come(dated: Dated, document: Document) -> bool:
    """Whether a phrase means days after publication: what is told as past was not then."""
    published = document.published
    found = dated.phrase.resolve(published.start) if published else None
    return found is not None and published is not None and found.start > (published.end or published.start)


def _reports(reading: Reading, verb: Token, data_dir: str) -> bool:
    """Whether somebody tells something, and not the writer himself ("we noted")."""
    words = load(data_dir).words
    mine = (c for c in reading.children(verb.i) if c.dep == "nsubj" and c.text.lower() in words["first_person"])
    return lemma_of(verb) in words["reporting"] - words["believing"] and not any(mine)


def _is_news(told: When, document: Document) -> bool:
    published = document.published
    return published is not None and (told.end is None or told.end >= published.start - timedelta(days=NEWS_DAYS))


def inferred(
    reading: Reading,
    trigger: int,
    document: Document,
    data_dir: str = str(DATA_DIR),
    *,
    word: bool = False,
    quoted: bool = False,
) -> When | None:
    """Date an undated event by the publication date, where that is sound.

    The rule: news tells what has just happened. So an event of the lead that is told in the past or the present
    perfect ("met", "has withdrawn"), or further down in the simple past where somebody has just said something,
    happened on the day of publication or up to two days before. So did what is said in the present ("condemns").
    It must have no date phrase of its own (not even a vague one), stand in no relative or adverbial clause (these
    look back), and go on in no passage that was set back in time. Anything else stays undated.

    Args:
        reading: The reading.
        trigger: As for `when`.
        document: For the publication date.
        data_dir: Folder of data files.
        word: Whether the event is something said, which is done when it is said.
        quoted: Whether it stands in somebody's own words, which may go back further than the news.

    Returns:
        Days with origin `inferred`, or `None`.
    """
    published, verb = document.published, verb_of(reading, trigger)
    if published is None or verb is None or year_modifier(reading, trigger) is not None:
        return None
    present = _is_present(reading, verb, word=word)
    if not present and not _told_as_news(reading, trigger, data_dir):
        return None
    own = belonging(reading, trigger, document, data_dir)
    if own is not None and (present or not _is_to_come(own, document)):
        return None
    if not present and is_future(reading, trigger, data_dir):
        return None
    said = _is_said(reading, verb, data_dir)
    time = time_of(reading, trigger, document, data_dir)
    if not present and time is not None and not time.news and not (said and _by_name(reading, verb)):
        return None
    deep = not present and not is_lead(reading, trigger)
    if deep and ((quoted and not said) or not (said or (time and not _perfect(reading, verb)))):
        return None
    first = published.start - timedelta(days=NEWS_DAYS) if published.grain == "day" else published.start
    return When(first, published.end, published.grain, "inferred")


def is_lead(reading: Reading, token: int) -> bool:
    """Whether a token stands at the top of a story, in the first paragraphs and sentences."""
    sentence = reading.sentence_of(token)
    above = reading.sentences[:LEAD_SENTENCES]
    return sentence.paragraph < LEAD_PARAGRAPHS and sentence in above


def carried(
    reading: Reading, trigger: int, document: Document, data_dir: str = str(DATA_DIR)
) -> tuple[When, Evidence] | None:
    """Date an act by the time that the sentence so far, who reports it, or its paragraph is told at.

    So in "On 3 May he met her in Oslo. He then flew to Riga." the flight was on 3 May too. The act must be told
    in the simple past in a main clause and have no date phrase of its own, and no other date may
    stand between. The date must be the one of the main verb of its sentence.

    Args:
        reading: The reading.
        trigger: As for `when`.
        document: For the publication date.
        data_dir: Folder of data files.

    Returns:
        Days with origin `inferred`, and the earlier phrase as evidence; or `None`.
    """
    verb = verb_of(reading, trigger)
    if verb is None or not _told_as_news(reading, trigger, data_dir):
        return None
    found = _joined(reading, verb, document, data_dir) or _reported(reading, verb, document, data_dir)
    if found is not None:
        return found
    if _perfect(reading, verb) or _is_said(reading, verb, data_dir):
        return None
    # "then" leaves the story where it was; any other words of time move it
    if any(not d.phrase.vague or d.end - d.start > 1 for d in phrases(reading, trigger, document, data_dir)):
        return None
    time = time_of(reading, trigger, document, data_dir)
    if time is None or time.when is None or time.evidence is None or time.back > CARRIED_SENTENCES:
        return None
    here, there = reading.sentence_of(trigger), reading.sentence_of(_first(reading, time.evidence))
    if here.paragraph != there.paragraph:
        return None
    return _taken((time.when, time.evidence))


def _first(reading: Reading, evidence: Evidence) -> int:
    return reading.tokens_in(evidence.span.start, evidence.span.end)[0]


def _taken(told: tuple[When, Evidence]) -> tuple[When, Evidence] | None:
    """A date as inferred from what it was told of, where it is closed."""
    found, evidence = told
    if found.end is None:
        return None
    return When(found.start, found.end, found.grain, "inferred"), evidence


def _joined(reading: Reading, verb: Token, document: Document, data_dir: str) -> tuple[When, Evidence] | None:
    """For "visited Oslo in May and met the king": the date of the verb that it is joined to."""
    head = reading.head(verb.i)
    if verb.dep != "conj" or head.pos not in VERBS or not is_past(reading, head) or _perfect(reading, verb):
        return None
    if any(verb.i < d.start for d in phrases(reading, verb.i, document, data_dir)):
        return None  # a date behind it is rather its own, and the parser hung it elsewhere
    told = when(reading, head.i, document, data_dir)
    return _taken(told) if told else None


def _reported(reading: Reading, verb: Token, document: Document, data_dir: str) -> tuple[When, Evidence] | None:
    """For "said in July that they attacked": what is reported was on the day of the report or shortly before."""
    while verb.dep == "conj" and reading.head(verb.i).pos in VERBS:
        verb = reading.head(verb.i)
    teller = reading.head(verb.i)
    if verb.dep != "ccomp" or not is_past(reading, teller):
        return None
    if lemma_of(teller) not in load(data_dir).words["reporting"]:
        return None
    told = when(reading, teller.i, document, data_dir)
    if told is None or any(d.start > teller.i for d in phrases(reading, verb.i, document, data_dir)
                           if reading.tokens[d.root].i > verb.i):  # fmt: skip
        return None
    taken = _taken(told)
    if taken is None or taken[0].grain != "day" or taken[0].end is None:
        return taken
    return When(taken[0].start - timedelta(days=NEWS_DAYS), taken[0].end, "day", "inferred"), taken[1]


def _is_said(reading: Reading, verb: Token, data_dir: str) -> bool:
    """Whether somebody reports it in the same sentence ("the army said rebels attacked the camp")."""
    while verb.dep == "conj" and reading.head(verb.i).pos in VERBS:
        verb = reading.head(verb.i)
    teller = reading.head(verb.i)
    return verb.dep == "ccomp" and teller.i != verb.i and _reports(reading, teller, data_dir)


def _by_name(reading: Reading, verb: Token) -> bool:
    """Whether the one who reports it is named anew, by which a passage about another time ends."""
    above = (a for a in reading.ancestors(verb.i) if a.pos in VERBS)
    tellers = (c for a in above for c in reading.children(a.i) if c.dep == "nsubj" and verb.i not in (a.i, c.i))
    return any(c.pos in {"PROPN", "NOUN"} for c in tellers)


def _is_present(reading: Reading, verb: Token, *, word: bool) -> bool:
    """Whether it goes on now ("is shelling"), or is said now ("condemns"), in no clause that hangs on another."""
    marked = any(c.dep == "mark" and c.text.lower() != "that" for c in reading.children(verb.i))
    if marked or verb.dep not in {"ROOT", "ccomp", "parataxis", "conj"}:
        return False
    helpers = [c for c in reading.children(verb.i) if c.dep in {"aux", "auxpass"}]
    words = {c.text.lower() for c in helpers}
    if verb.tag == "VBG":
        return bool(words & {"is", "are", "'s", "'re"}) and not words & {"been", "be"}
    return word and verb.tag in {"VBZ", "VBP"} and not helpers


def _has(reading: Reading, verb: Token, words: set[str]) -> bool:
    return any(c.text.lower() in words for c in reading.children(verb.i) if c.dep in {"aux", "auxpass"})


def _perfect(reading: Reading, verb: Token, *forms: str) -> bool:
    """Whether a verb is told in the perfect, which leaves the order of the story."""
    perfect = (c for c in reading.children(verb.i) if c.dep == "aux" and c.lemma == "have")
    return any(not forms or c.text.lower() in forms for c in perfect)


def _told_as_news(reading: Reading, trigger: int, data_dir: str) -> bool:
    verb = verb_of(reading, trigger)
    if verb is None:
        return False
    if verb.dep == "conj" and not any(c.dep in {"aux", "auxpass"} for c in reading.children(verb.i)):
        head = reading.head(verb.i)
        if head.pos in VERBS and verb.tag in {"VBD", "VBN"}:
            return _told_as_news(reading, head.i, data_dir) if head.i != verb.i else False
    if verb.dep == "advcl" and is_past(reading, verb):
        # "as one condemned it, the other spoke": both at the same time
        marks = {c.text.lower() for c in reading.children(verb.i) if c.dep in {"mark", "advmod"}}
        return bool(marks & load(data_dir).words["meanwhile_marks"]) and is_past(reading, reading.head(verb.i))
    if not is_past(reading, verb):
        return verb.dep == "advcl" and verb.tag == "VBG" and not is_marked(reading, verb.i)
    return verb.dep in {"ROOT", "ccomp", "parataxis", "conj"}
