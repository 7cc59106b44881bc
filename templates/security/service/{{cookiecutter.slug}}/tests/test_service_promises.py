"""What the service promises to those who run it: bounded metrics, whole documents, no surprises."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
from serving import ask, names, service

import {{ cookiecutter.package }}.service
from {{ cookiecutter.package }}.service import app

SOURCE = Path({{ cookiecutter.package }}.service.__file__).parent


def test_labels_of_metrics_are_bounded_whatever_is_asked() -> None:
    """A scanner with a thousand paths makes no thousand series."""
    made = service()
    ask(made, "POST /v1/scores", names("example.org", "no name"))
    ask(made, "GET /else")
    ask(made, "BREW /readyz")
    before = ask(made, "GET /metrics")

    for number in range(50):
        ask(made, f"GET /{number}")
        ask(made, f"VERB{number} /readyz")
        ask(made, f"POST /v1/scores/{number}", key=f"{number:040}")

    after = ask(made, "GET /metrics")
    series = [
        {line.rpartition(" ")[0] for line in reply.body.decode().splitlines() if line[0] != "#"}
        for reply in (before, after)
    ]
    new = {line for line in series[1] - series[0] if line.startswith("scoring_requests_total")}
    assert new == {
        'scoring_requests_total{method="GET",route="/metrics",status="200"}',
        'scoring_requests_total{method="POST",route="other",status="401"}',
    }
    assert 'scoring_names_total{verdict="refused"} 1.0' in after.body.decode()
    assert "scoring_ready 1.0" in after.body.decode()


def test_openapi_declares_every_status_that_there_is() -> None:
    """With its body and its headers; nothing of the framework's defaults is left."""
    document = ask(service(), "GET /openapi.json").json

    declared = {
        path: set(operation["responses"])
        for path, methods in document["paths"].items()
        for operation in methods.values()
    }
    always = {"200", "408", "413", "500"}
    assert declared == {
        "/v1/scores": always | {"400", "401", "422", "429", "503"},
        "/healthz": always,
        "/readyz": always | {"503"},
        "/metrics": always,
    }
    scores = document["paths"]["/v1/scores"]["post"]
    assert scores["security"] == [{"APIKeyHeader": []}]
    assert document["components"]["securitySchemes"]["APIKeyHeader"]["name"] == "X-API-Key"
    for status, described in scores["responses"].items():
        kind = "application/json" if status == "200" else "application/problem+json"
        assert list(described["content"]) == [kind]
    assert scores["responses"]["429"]["headers"]["Retry-After"]["required"]
    assert scores["responses"]["401"]["headers"]["WWW-Authenticate"]["required"]
    assert document["components"]["schemas"]["Names"]["examples"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_no_page_loads_scripts_of_others() -> None:
    """The framework's pages of documentation would."""
    assert [ask(service(), line).status for line in ("GET /docs", "GET /redoc")] == [404, 404]


def test_no_file_can_run_code() -> None:
    """Nothing in the service reads pickles."""
    for path in SOURCE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"import pickle|joblib|allow_pickle=True|torch\.load", text)


@pytest.mark.slow
def test_serving_needs_no_framework() -> None:
    """What trains and draws is not even imported: a restart takes a second."""
    heavy = {"jax", "keras", "matplotlib", "scipy", "sklearn", "tensorflow", "torch"}
    told = f"import sys, {app.__name__}\nprint({heavy} & set(sys.modules))"

    async def said() -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *("-c", told), stdout=asyncio.subprocess.PIPE
        )
        return (await process.communicate())[0]

    assert asyncio.run(said()).strip() == b"set()"
