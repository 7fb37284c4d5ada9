"""Events: who did what to whom. Rules over syntax and the word lists in `data/lexicon/events/`."""

from detente.events.coder import code

__all__ = ["code"]
