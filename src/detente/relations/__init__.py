"""Dyads: pairs of states, words and deeds; in one document (`count`) and over a store and time (`dyads`)."""

from detente.relations.counting import count
from detente.relations.dyads import PERIODS, Dyad, Period, dyads
from detente.relations.rule import Rule
from detente.relations.states import state

__all__ = ["PERIODS", "Dyad", "Period", "Rule", "count", "dyads", "state"]
