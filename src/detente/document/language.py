"""Which language a text is in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ARTICLE = re.compile(r"\bthe\b", re.I)
#: Fewer words than this and no judgement is made, unless the words are plainly English.
FEWEST_WORDS = 12
FEWEST_BYTES = 60
#: Characters that are looked at.
SAMPLE = 20_000


def language_of(text: str, english: frozenset[str]) -> str | None:
    """Tell the language of a text.

    English is told by its function words, which costs nothing; only where they are few is the model of
    py3langid loaded (it takes more than a second once a process).

    Returns:
        ISO 639-1 code, or `None` when the text is too short or nothing is likely enough.
    """
    share, words = english_share(text, english), len(_WORD.findall(text[:SAMPLE]))
    # Danish and Dutch share "for", "at", "of" and "was" with English, but nobody else has "the".
    the = bool(_ARTICLE.search(text[:SAMPLE]))
    if words >= 5 and share >= 0.12 and the:
        return "en"
    if words < FEWEST_WORDS and len(text.encode()) < FEWEST_BYTES:
        return None
    ranked = _identifier().rank(text[:SAMPLE])
    code, probability = ranked[0]
    if code == "en":
        return "en" if probability >= 0.8 or share >= 0.1 or the else None
    # Close relatives (Danish and Norwegian) share the probability; what matters is that it is not English.
    sure = probability >= 0.9 or (words >= FEWEST_WORDS and not the and dict(ranked)["en"] <= 0.02)
    return str(code) if sure else None


def english_share(text: str, english: frozenset[str]) -> float:
    """Share of a text's words that are plain English function words: about 0.3 in English."""
    words = [w.lower() for w in _WORD.findall(text[:SAMPLE])]
    return sum(w in english for w in words) / max(1, len(words))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
