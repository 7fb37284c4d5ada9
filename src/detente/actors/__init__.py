"""Find mentions, resolve them, offices on a date: a `Reading` in, a `Cast` out."""

from __future__ import annotations

from detente.actors.find import find
from detente.actors.loading import load
from detente.actors.lookup import Judgement, resolve
from detente.actors.registry import Registry

__all__ = ["Judgement", "Registry", "find", "load", "resolve"]
