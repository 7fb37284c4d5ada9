"""What is found out about relations, as frozen values: each tells itself as JSON and as a table of rows."""

from detente.relations.results.estimate import Estimate
from detente.relations.results.frames import Framed
from detente.relations.results.issues import Holder, IssueMap, IssueOnMap
from detente.relations.results.network import Bloc, Edge, Mediator, Network, Node
from detente.relations.results.outlook import Forecast, Outlook, Tone
from detente.relations.results.timeline import Coverage, Point, Timeline
from detente.relations.results.turning import Mark, TurningPoint, TurningPoints
from detente.relations.results.words_deeds import Answer, LeadLag, WordsDeeds

__all__ = [
    "Answer",
    "Bloc",
    "Coverage",
    "Edge",
    "Estimate",
    "Forecast",
    "Framed",
    "Holder",
    "IssueMap",
    "IssueOnMap",
    "LeadLag",
    "Mark",
    "Mediator",
    "Network",
    "Node",
    "Outlook",
    "Point",
    "Timeline",
    "Tone",
    "TurningPoint",
    "TurningPoints",
    "WordsDeeds",
]
