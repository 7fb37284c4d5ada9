"""What a document is about, and who stands where: `Issue`s out of words, quotes and events."""

from __future__ import annotations

from detente.issues.find import find
from detente.issues.lexicon import Lexicon, load

__all__ = ["Lexicon", "find", "load"]
