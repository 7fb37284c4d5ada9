"""Which language a text is in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# English function words that hardly any other language in Latin script uses as often.
_SURE = frozenset(
    "the of and that with for from by which was were has have had his her their they this these those would could "
    "should will been being after before about when who what while said says not but it its are at as he she we you".split()
)
#: Fewer words than this and no judgement is made, unless the words are plainly English.
FEWEST_WORDS = 12
#: Characters that are looked at.
SAMPLE = 20_000


def language_of(text: str) -> str | None:
    """Tell the language of a text.

    English is told by its function words, which costs nothing; only where they are few is the model of
    py3langid loaded (it takes more than a second once a process).

    Returns:
        ISO 639-1 code, or `None` when the text is too short or nothing is likely enough.
    """
    words = [w.lower() for w in _WORD.findall(text[:SAMPLE])]
    share = sum(w in _SURE for w in words) / max(1, len(words))
    if len(words) >= 5 and share >= 0.22:
        return "en"
    if len(words) < FEWEST_WORDS and len(text) < 60:
        return None
    code, probability = _identifier().classify(text[:SAMPLE])
    if code == "en":
        return "en" if probability >= 0.8 or share >= 0.1 else None
    if share >= 0.15:
        return "en"
    return str(code) if probability >= 0.9 else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
