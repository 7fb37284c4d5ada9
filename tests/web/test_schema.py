"""The API tried by its own description: whatever fits it, no server error, and answers as they are described."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

schemathesis = pytest.importorskip("schemathesis")


@pytest.fixture
def described(site: TestClient) -> Any:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.app)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_description(case: Any) -> None:
    checks = schemathesis.checks
    case.call_and_validate(
        checks=[
            checks.not_a_server_error,
            checks.load_all_checks() or checks.CHECKS.get_one("status_code_conformance"),
            checks.CHECKS.get_one("content_type_conformance"),
            checks.CHECKS.get_one("response_schema_conformance"),
        ]
    )
