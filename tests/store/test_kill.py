"""A short version of `benchmarks/kill.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

KILL = Path(__file__).parents[2] / "benchmarks" / "kill.py"


@pytest.mark.slow
def test_killed_ingests_leave_a_store_that_verifies() -> None:
    command = [sys.executable, str(KILL), "--kills", "8", "--documents", "12", "--seed", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 ingests" in done.stdout and "nothing lost, nothing twice" in done.stdout
