"""Who deals with whom: nodes, edges, mediators, blocs over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import InputError
from detente.ontology import load
from detente.relations.asking import PERIOD, check_coder, counted
from detente.relations.blocs import blocs, numbered
from detente.relations.groups import groups
from detente.relations.periods import check, label
from detente.relations.results import Bloc, Edge, Mediator, Network, Node
from detente.relations.rule import Rule

if TYPE_CHECKING:
    from detente.store import Store
    from detente.store.ledger import Ledger

#: What the nodes are.
NODES = ("state", "sector")

# By state: as the ledger has it. By sector: who acts in what capacity upon whom in which; a state may be in both.
_STATES = """
ties AS (
  SELECT a AS one, b AS other, quad, score, day, event FROM dated WHERE {forth}
  UNION ALL SELECT b, a, quad, score, day, event FROM dated WHERE {back})
"""
_SECTORS = """
groups AS (SELECT unnest(CAST(? AS VARCHAR[])) AS sector, unnest(CAST(? AS VARCHAR[])) AS name),
ways AS (
  SELECT event, quad, score, day, a AS one, b AS other, a_sectors AS does, b_bearing AS bears
  FROM dated WHERE {forth}
  UNION ALL
  SELECT event, quad, score, day, b, a, b_sectors, a_bearing FROM dated WHERE {back}),
does AS (SELECT * EXCLUDE (does, bears), bears, unnest(does) AS sector FROM ways),
named AS (
  SELECT d.* EXCLUDE (sector, bears), d.bears, d.one || ':' || g.name AS doer
  FROM does d JOIN groups g USING (sector)),
bears AS (SELECT * EXCLUDE (bears), unnest(bears) AS sector FROM named),
ties AS (
  SELECT DISTINCT event, quad, score, day, {one} AS one, {other} AS other
  FROM (SELECT b.*, b.doer AS x, b.other || ':' || g.name AS y FROM bears b JOIN groups g USING (sector)))
"""
_EDGES = """
WITH {counted}, dated AS (SELECT {period} AS day, * FROM counted WHERE {within}), {ties}
SELECT one AS a, other AS b, day, count(*) AS n, count(*) FILTER (quad = 1) AS q1,
  count(*) FILTER (quad = 2) AS q2, count(*) FILTER (quad = 3) AS q3, count(*) FILTER (quad = 4) AS q4,
  avg(score) AS score
FROM ties WHERE one <> other GROUP BY ALL ORDER BY ALL
"""
_MEDIATION = """
WITH {counted}, found AS (
  SELECT CASE WHEN forth THEN a ELSE b END AS state, event FROM counted
  WHERE forth <> back AND {within} AND list_contains(CAST(? AS VARCHAR[]), type || ':' || coalesce(mode, '')))
SELECT state, count(DISTINCT event) AS n FROM found GROUP BY ALL
"""


def network(
    store: Store,
    since: date | None = None,
    until: date | None = None,
    rule: Rule | None = None,
    nodes: str = "state",
    period: str = "year",
    seed: int = 1,
) -> Network:
    """Gather who deals with whom.

    Args:
        store: The store.
        since: Only events on this day or later; undated ones are left out.
        until: Only events on this day or earlier.
        rule: What counts; when directed, edges go from who acts to who is acted upon.
        nodes: `state`, or `sector`: a state's government, military and society apart ("USA:government").
        period: Length of the periods that blocs are looked for in.
        seed: Seed of the search for blocs.

    Raises:
        InputError: No such nodes, period, coder or sector.
    """
    rule = rule or Rule()
    check(period)
    if nodes not in NODES:
        raise InputError(f"{nodes!r} are no nodes.", f"Use one of: {', '.join(NODES)}.")
    ledger = store.ledger()
    check_coder(ledger, rule.coder)
    asked = _Asked(ledger, rule, since, until)
    rows = asked.edges(nodes, period)
    edges = _edges(rows)
    between = _betweenness(edges)
    mediations = asked.mediations()
    found = _blocs(rows, period, seed)
    mediators = [Mediator(s, n, between.get(s, 0.0)) for s, n in mediations.items()]
    return Network(
        _nodes(edges, between, found),
        edges,
        tuple(sorted(mediators, key=lambda m: (-m.mediations, -m.betweenness, m.id))),
        found,
        period,
        since,
        until,
        rule,
        ledger.version,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    ledger: Ledger
    rule: Rule
    since: date | None
    until: date | None

    def edges(self, nodes: str, period: str) -> list[dict[str, Any]]:
        named, values = counted(self.rule, None)
        within, bounds = self._within()
        # When it is not directed, an act counts once for its pair, whichever way it goes.
        forth, back = ("forth", "back") if self.rule.directed else ("forth OR back", "false")
        extra: list[Any] = []
        if nodes == "state":
            ties = _STATES.format(forth=forth, back=back)
        else:
            # An act that goes both ways counts once for a pair of sectors, unless it is directed.
            one, other = ("x", "y") if self.rule.directed else ("least(x, y)", "greatest(x, y)")
            ties = _SECTORS.format(forth="forth", back="back", one=one, other=other)
            told = [(code, name) for name, codes in groups().sectors.items() for code in codes]
            extra = [[code for code, _ in told], [name for _, name in told]]
        sql = _EDGES.format(counted=named, period=PERIOD.format(period=period), within=within, ties=ties)
        return self.ledger.ask(sql, [*values, *bounds, *extra])

    def mediations(self) -> dict[str, int]:
        named, values = counted(self.rule, None)
        within, bounds = self._within()
        codes = [f"{c.type}:{c.mode or ''}" for c in groups().mediation]
        rows = self.ledger.ask(_MEDIATION.format(counted=named, within=within), [*values, *bounds, codes])
        return {r["state"]: int(r["n"]) for r in rows}

    def _within(self) -> tuple[str, list[date]]:
        told = [('"end" >= ?', self.since), ('"start" <= ?', self.until)]
        used = [(condition, day) for condition, day in told if day is not None]
        return " AND ".join(c for c, _ in used) or "true", [d for _, d in used]


def _edges(rows: Sequence[dict[str, Any]]) -> tuple[Edge, ...]:
    conflict = {n for n, q in load().quads.items() if q.sign < 0}
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 6)
    for row in rows:
        held = sums[row["a"], row["b"]]
        for at, value in enumerate((row["n"], *(row[f"q{q}"] for q in range(1, 5)), row["score"] * row["n"])):
            held[at] += value
    found = []
    for (a, b), (n, q1, q2, q3, q4, score) in sums.items():
        quads = (int(q1), int(q2), int(q3), int(q4))
        clash = sum(quads[q - 1] for q in conflict)
        found.append(Edge(a, b, int(n), quads, score / n, clash / n))
    return tuple(sorted(found, key=lambda e: (-e.events, e.a, e.b)))


def _betweenness(edges: Sequence[Edge]) -> dict[str, float]:
    """How often each lies on the shortest way between two others; much cooperation makes a way short."""
    import networkx

    graph = networkx.Graph()
    for edge in edges:
        kind = edge.events * (1 - edge.conflict)
        if kind >= 1:
            many = kind + (graph[edge.a][edge.b]["kind"] if graph.has_edge(edge.a, edge.b) else 0.0)
            graph.add_edge(edge.a, edge.b, kind=many, distance=1 / many)
    found = networkx.betweenness_centrality(graph, weight="distance")
    return {str(n): round(float(v), 6) for n, v in found.items()}


def _blocs(rows: Sequence[dict[str, Any]], period: str, seed: int) -> tuple[Bloc, ...]:
    """Blocs over the whole time, then period by period; undated events count for the whole time alone."""
    conflict = {n for n, q in load().quads.items() if q.sign < 0}
    ties: dict[date | None, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in rows:
        clash = sum(row[f"q{q}"] for q in conflict)
        pair = (min(row["a"], row["b"]), max(row["a"], row["b"]))
        for when in {row["day"], None}:
            held = ties[when][pair]
            held[0] += row["n"] - clash
            held[1] += clash
    listed = {when: [(a, b, kind, un) for (a, b), (kind, un) in t.items()] for when, t in ties.items()}
    known = numbered(blocs(listed.pop(None, []), seed), {})
    found = [Bloc("total", None, number, members) for number, members in sorted(known.items())]
    for when in sorted(w for w in listed if w is not None):
        now = numbered(blocs(listed[when], seed), known)
        known |= now
        found += [Bloc(label(when, period), when, number, members) for number, members in sorted(now.items())]
    return tuple(found)


def _nodes(edges: Sequence[Edge], between: dict[str, float], found: Sequence[Bloc]) -> tuple[Node, ...]:
    events: dict[str, int] = defaultdict(int)
    partners: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        for one, other in ((edge.a, edge.b), (edge.b, edge.a)):
            events[one] += edge.events
            partners[one].add(other)
    member = {m: b.number for b in found if b.start is None for m in b.members}
    made = [Node(n, events[n], len(partners[n]), between.get(n, 0.0), member.get(n, 0)) for n in events]
    return tuple(sorted(made, key=lambda n: (-n.events, n.id)))


def write_gexf(found: Network, path: Path) -> None:
    """Write a network as GEXF, which Gephi and others read.

    Raises:
        InputError: The file cannot be written.
    """
    import networkx

    graph = networkx.DiGraph() if found.rule.directed else networkx.Graph()
    for node in found.nodes:
        row = node.row()
        graph.add_node(row.pop("id"), **row)
    for edge in found.edges:
        row = edge.row()
        graph.add_edge(row.pop("a"), row.pop("b"), weight=edge.events, **row)
    try:
        networkx.write_gexf(graph, path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror or error}).",
            "Give a file in a folder that is there and may be written to.",
        ) from error
