"""Codings in other people's formats, in and out.

    event file -> Source -> Importer.read -> Entry -> Store.take_in
    Store -> select -> Entry -> Exporter.write -> event file
    Coding -> to_json, the contract of `detente code --format jsonl`

Formats come in by entry points (`doors.py`); one file here reads and writes one format.
"""

from detente.interchange.coding_json import to_json
from detente.interchange.schema import coding_schema

__all__ = ["coding_schema", "to_json"]
