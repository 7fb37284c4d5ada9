"""Charts: Vega-Lite specifications through Altair, and pictures of them without a network.

    result of a question      function       shows
    Timeline(s)               timeline       mean score with interval, turning points, forecast, coverage
    WordsDeeds                words_deeds    what is said against what is done
    IssueMap                  issue_map      who stands where
    Network                   matrix         every state against every other
    Network                   network        who deals with whom
    EventPlaces               world_map      where it happened

Charts are honest: axes of scores go from -10 to +10 always, few events are hollow, silence is a gap and never
zero, and the title says how events were counted and by whom. Every text of a store is data in them, never code or
markup.
"""

from detente.relations.charts.dyads import matrix
from detente.relations.charts.issues import issue_map
from detente.relations.charts.line import timeline
from detente.relations.charts.net import network
from detente.relations.charts.saving import SUFFIXES, drawn, save, specification
from detente.relations.charts.style import DARK, LIGHT, Theme
from detente.relations.charts.words import words_deeds
from detente.relations.charts.world import world_map

__all__ = [
    "DARK",
    "LIGHT",
    "SUFFIXES",
    "Theme",
    "drawn",
    "issue_map",
    "matrix",
    "network",
    "save",
    "specification",
    "timeline",
    "words_deeds",
    "world_map",
]
