"""How states get on: in one document (`count`), and over a store and time.

    line = timeline(store, "RUS", "USA", since=date(2018, 1, 1))   counts, means, rates, each with its interval
    words_and_deeds(store, line)     both series, their gap, what leads, whether one answers the other
    turning_points(store, line)      since when it is otherwise, and what marks it
    tone(line), outlook(line)        now against before; what may come
    issue_map(store, "RUS", "USA")   what they speak about, and who stands where
    network(store)                   who deals with whom, mediators, blocs
    places(store, "RUS", "USA")      where it happened

Every answer is a frozen value with `to_json`, `to_polars` and `to_pandas`, and carries the `Rule` that counted.
`detente.relations.charts` draws them all.
"""

from detente.relations.balance import words_and_deeds
from detente.relations.counting import count
from detente.relations.issue_maps import issue_map
from detente.relations.networks import network, write_gexf
from detente.relations.outlooks import outlook, tone
from detente.relations.periods import PERIODS
from detente.relations.places import places
from detente.relations.rule import Rule
from detente.relations.states import state
from detente.relations.timelines import timeline
from detente.relations.turns import turning_points
from detente.store.schema import OWN

__all__ = [
    "OWN",
    "PERIODS",
    "Rule",
    "count",
    "issue_map",
    "network",
    "outlook",
    "places",
    "state",
    "timeline",
    "tone",
    "turning_points",
    "words_and_deeds",
    "write_gexf",
]
