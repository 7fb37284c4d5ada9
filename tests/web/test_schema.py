"""The API tried by its own description: whatever fits it, no server error, and answers as they are described."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

schemathesis = pytest.importorskip("schemathesis")
#: Tries of each operation. `st run http://.../api/v1/openapi.json` tries more.
TRIES = 5


def test_the_api_keeps_to_its_description(site: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.app)
    schemathesis.checks.load_all_checks()
    names = (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
    checks = schemathesis.checks.CHECKS.get_by_names(names)
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=TRIES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def keeps(case: Any) -> None:
            case.call_and_validate(checks=checks)

        keeps()
        tried.append(operation.label)
    assert len(tried) == sum(len(methods) for methods in site.get("/api/v1/openapi.json").json()["paths"].values())
