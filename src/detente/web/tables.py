"""The columns that pages list, as tables of a DuckDB database of the site's own, and the SQL that fills them.

Each table is filled from the committed rows of the store (`{documents}`, `{events}` ... stand for these, bound to
the batches that are new) by their current coding. `fresh` holds the documents of those batches.
"""

from __future__ import annotations

#: Documents of the new batches, each with its newest.
FRESH = (
    "CREATE OR REPLACE TEMP TABLE fresh AS SELECT id AS document, max(batch) AS batch FROM {documents} GROUP BY id"
)

#: Names, countries and kinds of a document's actors by their ids.
_CAST = """
CREATE OR REPLACE TEMP TABLE parties AS
SELECT a.document, map_from_entries(list((a.id, a.name))) AS names,
  map_from_entries(list((a.id, a.country)) FILTER (a.country IS NOT NULL)) AS countries
FROM {actors} a JOIN fresh USING (document, batch) GROUP BY a.document
"""

_DOCUMENTS = """
SELECT d.id AS document, d.batch, d.title, d.url, d.site, d.language, d.byline, d.coder, d.published,
  d.published."start" AS day, length(d.text) AS characters,
  array_length(string_split_regex(d.text, '\\s+')) AS words, substring(d.text, 1, 320) AS opening
FROM {documents} d JOIN fresh f ON f.document = d.id AND f.batch = d.batch
"""

_ACTORS = """
SELECT a.document, a.position, a.id, a.name, a.kind, a.country, a.sector, a.wikidata, a.offices
FROM {actors} a JOIN fresh USING (document, batch)
"""

# Of the text, what stands around the first trigger within its paragraph.
_EVENTS = """
SELECT e.* EXCLUDE (batch, first), e."when"."start" AS day, coalesce(e."when"."end", e."when"."start") AS last,
  d.title, d.url, d.site, d.published,
  coalesce([p.names[x] FOR x IN e.actors IF p.names[x] IS NOT NULL], []) AS actor_names,
  coalesce([p.names[x] FOR x IN e.recipients IF p.names[x] IS NOT NULL], []) AS recipient_names,
  p.names[e.claimed_by] AS claimed_name,
  list_distinct(coalesce([p.countries[x] FOR x IN e.actors IF p.countries[x] IS NOT NULL], [])) AS acting,
  list_distinct(coalesce([p.countries[x] FOR x IN e.recipients IF p.countries[x] IS NOT NULL], [])) AS acted_on,
  e.first.text AS trigger,
  string_split(substring(d.text, greatest(1, e.first.start - 199), least(e.first.start, 200)), chr(10))[-1]
    AS before,
  string_split(substring(d.text, e.first."end" + 1, 200), chr(10))[1] AS after,
  coalesce(i.names, []) AS issues
FROM (SELECT *, list_filter(evidence, lambda x: x.role = 'trigger' AND x.of IS NULL)[1] AS first FROM {events}) e
JOIN fresh USING (document, batch)
JOIN (SELECT id AS document, batch, title, url, site, published, text FROM {documents}) d USING (document, batch)
LEFT JOIN parties p USING (document)
LEFT JOIN (SELECT document, batch, event, list(name ORDER BY position) AS names FROM
  (SELECT document, batch, position, name, unnest(events) AS event FROM {issues}) GROUP BY ALL) i
  ON i.document = e.document AND i.batch = e.batch AND i.event = e.id
"""

# What stands between two states, as `detente.relations` counts it by default, but for copies.
_SIDES = """
SELECT DISTINCT document, id AS event, position, least(x, y) AS a, greatest(x, y) AS b, day, last, type, mode,
  quad, score, confidence, quad IN (SELECT unnest($spoken)) AS verbal,
  claimed_by IS NULL AND NOT list_has_any(modality, $leave_out) AS counted
FROM (SELECT *, unnest(CASE WHEN len(recipients) > 0 THEN acted_on ELSE acting END) AS y
  FROM (SELECT *, unnest(acting) AS x FROM events WHERE document IN (SELECT document FROM fresh)))
WHERE x <> y AND NOT list_contains($no_states, x) AND NOT list_contains($no_states, y)
"""

_QUOTES = """
SELECT q.document, q.position, q.id, q.kind, q.speaker, q.addressee, p.names[q.speaker] AS speaker_name,
  p.countries[q.speaker] AS country, p.names[q.addressee] AS addressee_name,
  array_to_string([substring(d.text, s.start + 1, s."end" - s.start) FOR s IN q.content], ' … ') AS said,
  CASE WHEN q.source IS NULL THEN NULL
    ELSE substring(d.text, q.source.start + 1, q.source."end" - q.source.start) END AS source,
  coalesce(i.names, []) AS issues, d.title, d.url, d.published, d.published."start" AS day
FROM {quotes} q JOIN fresh USING (document, batch)
JOIN (SELECT id AS document, batch, title, url, published, text FROM {documents}) d USING (document, batch)
LEFT JOIN parties p USING (document)
LEFT JOIN (SELECT document, batch, quote, list(name ORDER BY position) AS names FROM
  (SELECT document, batch, position, name, unnest(quotes) AS quote FROM {issues}) GROUP BY ALL) i
  ON i.document = q.document AND i.batch = q.batch AND i.quote = q.id
"""

_ISSUES = """
SELECT i.document, i.position, i.name, i.contexts, i.events, i.quotes,
  [{{'actor': h.actor, 'name': p.names[h.actor], 'country': p.countries[h.actor], 'stance': h.stance,
    'text': h.evidence[1].text}} FOR h IN i.holders] AS holders,
  d.title, d.published."start" AS day
FROM {issues} i JOIN fresh USING (document, batch)
JOIN (SELECT id AS document, batch, title, published FROM {documents}) d USING (document, batch)
LEFT JOIN parties p USING (document)
"""

_FINDINGS = """
SELECT f.document, f.position, f.code, f.severity, f.message, f.evidence[1].text AS text, d.title,
  d.published."start" AS day
FROM {findings} f JOIN fresh USING (document, batch)
JOIN (SELECT id AS document, batch, title, published FROM {documents}) d USING (document, batch)
"""

# A page may come without a new coding: the text was known, the address is new.
_PAGES = """
SELECT batch, document, url, title, site, published FROM {pages}
"""

#: Made anew for each step, and used by the tables.
STEPS = (FRESH, _CAST)

#: Table -> the rows that new batches bring, in the order in which they are filled.
ROWS: dict[str, str] = {
    "documents": _DOCUMENTS,
    "actors": _ACTORS,
    "events": _EVENTS,
    "sides": _SIDES,
    "quotes": _QUOTES,
    "issues": _ISSUES,
    "findings": _FINDINGS,
    "pages": _PAGES,
}

#: Tables whose rows of a document are replaced when it is coded again.
REPLACED = tuple(name for name in ROWS if name != "pages")

#: Tables of the store that the rows come from.
SOURCES = ("documents", "actors", "events", "quotes", "issues", "findings", "pages")
