"""Results as tables for Polars and pandas."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.errors import LibraryMissing

if TYPE_CHECKING:
    import pandas
    import polars


class Framed:
    """A result that is a table: `rows` says which."""

    __slots__ = ()

    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """The result's rows: plain values by column, all with the same columns; days are `date`s."""

    def to_polars(self) -> polars.DataFrame:
        """The rows as a Polars frame.

        Raises:
            LibraryMissing: Polars is not installed.
        """
        # Columns that begin with many empty cells must not be taken for empty ones.
        frame: polars.DataFrame = _library("polars").DataFrame(self.rows(), infer_schema_length=None)
        return frame

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame.

        Raises:
            LibraryMissing: pandas is not installed.
        """
        frame: pandas.DataFrame = _library("pandas").DataFrame(self.rows())
        return frame


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON values: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise LibraryMissing(
            f"The library {name} is not installed.", "Install it with `pip install 'detente[frames]'`."
        ) from None
