"""A time shorter than the longest lag is too short to test, and no crash."""

from __future__ import annotations

import numpy as np
import pytest

from detente.relations.balance import lead_lag


@pytest.mark.parametrize("periods", [0, 1, 3, 6])
def test_a_short_time_has_no_lead(periods: int) -> None:
    series = np.linspace(-1.0, 1.0, periods)
    found = lead_lag(series, series[::-1].copy(), reach=6)
    assert found.p is None
    assert len(found.correlations) == 13
    assert found.correlations[0] is None and found.correlations[-1] is None
