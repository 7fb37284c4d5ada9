"""Codings in other people's formats. Today: JSON Lines, with a published schema."""

from detente.interchange.coding_json import to_json
from detente.interchange.schema import coding_schema

__all__ = ["coding_schema", "to_json"]
