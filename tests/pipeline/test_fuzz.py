"""A few hundred damaged pages in every kind of archive and table; `benchmarks/fuzz.py` reads ten thousand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("fuzz", Path(__file__).parents[2] / "benchmarks" / "fuzz.py")
assert _SPEC is not None and _SPEC.loader is not None
FUZZ = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(FUZZ)


def test_damage_ends_in_failures_with_reasons_and_never_in_a_crash() -> None:
    counted, wrong = FUZZ.fuzz(pages=320, seed=3, batch=20, code_every=40)
    assert wrong == []
    assert set(counted) == set(FUZZ.KINDS)
    # Damage in a file that is packed as one stream costs all that comes after it.
    assert all(counts.total() > (0 if kind == "jsonl.gz" else 8) for kind, counts in counted.items())
    failed = {code for counts in counted.values() for code in counts} - {"coded", "read"}
    assert {"broken-record", "undecodable"} <= failed and "defect" not in failed
