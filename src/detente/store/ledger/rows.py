"""The rows of the ledger, as SQL over the store's tables."""

from __future__ import annotations

from collections.abc import Iterable

from detente.store.schema import OWN
from detente.store.tables import listed_files

#: Names a document or story by a number, the same everywhere.
STORY = "md5_number_lower({})"
#: Stands for the sector of a state itself ("Russia said"), and of somebody whose sector is not known.
STATE, NONE = "STATE", "NONE"

_CODINGS = """
codings AS MATERIALIZED (
  SELECT id AS document, batch, lead(batch) OVER (PARTITION BY id ORDER BY batch) AS until,
    published."start" AS day
  FROM documents)
"""

# Who takes part, country by country; then every two countries of an act, in order; then what pairs nobody.
_ACTS = f"""
{_CODINGS}, told AS MATERIALIZED (
  SELECT e.batch, e.document, e.position, e.id AS event, e.type, e.mode, CAST(e.quad AS UTINYINT) AS quad, e.score,
    e."when"."start" AS "start", coalesce(e."when"."end", e."when"."start") AS "end", e.modality,
    e.claimed_by IS NOT NULL AS claimed, len(e.recipients) = 0 AS mutual, e.actors, e.recipients, c.until
  FROM events e JOIN codings c USING (batch, document)
), parties AS MATERIALIZED (
  SELECT batch, document, position, mutual, country, bool_or(acts) AS acts, bool_or(bears) AS bears,
    count(*) FILTER (acts) AS many,
    list_sort(list_distinct(list(coalesce(sector, CASE kind WHEN 'state' THEN '{STATE}' ELSE '{NONE}' END))
      FILTER (acts))) AS sectors,
    list_sort(list_distinct(list(coalesce(sector, CASE kind WHEN 'state' THEN '{STATE}' ELSE '{NONE}' END))
      FILTER (bears OR mutual))) AS borne
  FROM (SELECT t.batch, t.document, t.position, t.mutual, a.country, a.sector, a.kind,
      list_contains(t.actors, a.id) AS acts, list_contains(t.recipients, a.id) AS bears
    FROM told t JOIN actors a USING (batch, document) WHERE a.country NOT IN ({{nobody}}))
  WHERE acts OR bears GROUP BY ALL
), pairs AS (
  SELECT x.batch, x.document, x.position, x.country AS a, y.country AS b,
    x.acts AND CASE WHEN x.mutual THEN y.acts ELSE y.bears END AS forth,
    y.acts AND CASE WHEN x.mutual THEN x.acts ELSE x.bears END AS back,
    x.sectors AS a_sectors, y.sectors AS b_sectors, x.borne AS a_bearing, y.borne AS b_bearing
  FROM parties x JOIN parties y USING (batch, document, position) WHERE x.country < y.country
  UNION ALL
  SELECT batch, document, position, country, country, true, true, sectors, sectors, borne, borne
  FROM parties WHERE CASE WHEN mutual THEN many > 1 ELSE acts AND bears END
), about AS (
  SELECT batch, document, event, list_sort(list_distinct(list(name))) AS issues
  FROM (SELECT batch, document, name, unnest(events) AS event FROM issues) GROUP BY ALL
)
SELECT '{OWN}' AS coder, coalesce(p.a, '') AS a, coalesce(p.b, '') AS b, coalesce(p.forth, false) AS forth,
  coalesce(p.back, false) AS back, coalesce(p.a_sectors, []) AS a_sectors, coalesce(p.b_sectors, []) AS b_sectors,
  coalesce(p.a_bearing, []) AS a_bearing, coalesce(p.b_bearing, []) AS b_bearing,
  t.event, t.document, {STORY.format("t.document")} AS story, t.batch, t.until, t.position, t.type, t.mode, t.quad,
  t.score, t."start", t."end", t.modality, t.claimed, coalesce(i.issues, []) AS issues,
  row_number() OVER (PARTITION BY t.batch, t.document, t.position ORDER BY p.a, p.b) = 1 AS lead
FROM told t LEFT JOIN (SELECT * FROM pairs WHERE forth OR back) p USING (batch, document, position)
LEFT JOIN about i ON i.batch = t.batch AND i.document = t.document AND i.event = t.event
"""

# A file has a row for every two parties of an event: those of one pair of states are one act.
_IMPORTED = f"""
UNION ALL BY NAME
SELECT * EXCLUDE (of), row_number() OVER (PARTITION BY coder, of ORDER BY a, b, event) = 1 AS lead FROM (
  SELECT coder, of, a, b, bool_or(paired AND one <= other) AS forth, bool_or(paired AND one >= other) AS back,
    coalesce(list_sort(list_distinct(flatten(list(acting) FILTER (paired AND one <= other)))), []) AS a_sectors,
    coalesce(list_sort(list_distinct(flatten(list(acting) FILTER (paired AND one >= other)))), []) AS b_sectors,
    coalesce(list_sort(list_distinct(flatten(list(bearing) FILTER (paired AND one >= other)))), []) AS a_bearing,
    coalesce(list_sort(list_distinct(flatten(list(bearing) FILTER (paired AND one <= other)))), []) AS b_bearing,
    min(id) AS event, min(source) AS document,
    min({STORY.format("coder || ' ' || source")}) AS story, batch, NULL AS until, 0 AS position, type, mode,
    CAST(quad AS UTINYINT) AS quad, score, "start", coalesce("end", "start") AS "end",
    coalesce(modality, []) AS modality, false AS claimed, coalesce(contexts, []) AS issues
  FROM (SELECT *, CASE WHEN paired THEN least(one, other) ELSE '' END AS a,
      CASE WHEN paired THEN greatest(one, other) ELSE '' END AS b
    FROM (SELECT *, coalesce(source_id, id) AS of, coalesce(story, source_id, id) AS source,
        actor_country AS one, recipient_country AS other,
        coalesce(actor_country NOT IN ({{nobody}}) AND recipient_country NOT IN ({{nobody}}), false) AS paired,
        CASE WHEN len(actor_sectors) > 0 THEN actor_sectors ELSE ['{STATE}'] END AS acting,
        CASE WHEN len(recipient_sectors) > 0 THEN recipient_sectors ELSE ['{STATE}'] END AS bearing
      FROM imported WHERE score IS NOT NULL AND quad IS NOT NULL))
  GROUP BY coder, of, a, b, batch, type, mode, quad, score, "start", "end", modality, contexts)
"""

_BETWEEN = "between_ AS MATERIALIZED (SELECT DISTINCT batch, document, a, b FROM read_parquet({acts}) WHERE a < b)"
_NAMED = """
about AS (
  SELECT batch, document, quote, list_sort(list_distinct(list(name))) AS issues
  FROM (SELECT batch, document, name, unnest(quotes) AS quote FROM issues) GROUP BY ALL)
"""

_SAID = f"""
{_CODINGS}, {_BETWEEN}, {_NAMED}
SELECT p.a, p.b, q.batch, c.until, c.day, q.document, q.id AS quote, s.name, s.country,
  coalesce(i.issues, []) AS issues
FROM quotes q JOIN between_ p USING (batch, document) JOIN codings c USING (batch, document)
JOIN actors s ON s.batch = q.batch AND s.document = q.document AND s.id = q.speaker AND s.country IN (p.a, p.b)
LEFT JOIN about i ON i.batch = q.batch AND i.document = q.document AND i.quote = q.id
ORDER BY a, b, day, q.document, q.position
"""

_STANCES = f"""
{_CODINGS}, {_BETWEEN}, held AS (
  SELECT batch, document, position, name, quotes, events, unnest(holders) AS holder FROM issues
), voices AS (
  SELECT batch, document, speaker, list(id) AS ids FROM quotes WHERE speaker IS NOT NULL GROUP BY ALL
), doers AS (
  SELECT batch, document, actor, list(id) AS ids
  FROM (SELECT batch, document, id, unnest(actors) AS actor FROM events) GROUP BY ALL
)
SELECT p.a, p.b, h.batch, c.until, c.day, h.document, h.name AS issue, s.name, s.country,
  h.holder.stance AS stance,
  list_sort(list_intersect(h.quotes, coalesce(v.ids, []))) AS quotes,
  list_sort(list_intersect(h.events, coalesce(d.ids, []))) AS events
FROM held h JOIN between_ p USING (batch, document) JOIN codings c USING (batch, document)
JOIN actors s ON s.batch = h.batch AND s.document = h.document AND s.id = h.holder.actor
  AND s.country IN (p.a, p.b)
LEFT JOIN voices v ON v.batch = h.batch AND v.document = h.document AND v.speaker = h.holder.actor
LEFT JOIN doers d ON d.batch = h.batch AND d.document = h.document AND d.actor = h.holder.actor
ORDER BY a, b, day, h.document, h.position
"""


def acts(nobody: Iterable[str], imported: bool) -> str:
    """Acts by pair, ordered by it.

    Args:
        nobody: Codes that stand where a country would, and are none.
        imported: Whether the store has a table of events that others coded.
    """
    codes = ", ".join("'" + c.replace("'", "''") + "'" for c in sorted(nobody)) or "''"
    told = _ACTS + (_IMPORTED if imported else "")
    return f'SELECT * FROM (WITH {told}) ORDER BY a, b, "start", document, position'.replace("{nobody}", codes)


def said(acts_file: str) -> str:
    """Quotes of people of two states in documents in which something happens between the two."""
    return f"SELECT * FROM (WITH {_SAID})".replace("{acts}", listed_files([acts_file]))


def stances(acts_file: str) -> str:
    """Where people of two states stand, in the same documents."""
    return f"SELECT * FROM (WITH {_STANCES})".replace("{acts}", listed_files([acts_file]))
