"""What an installer is told in secret stands in no log, message or command of a run."""

import re
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
import sample_project

from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.running import runner
from portfolio_kit.running.step import Event
from portfolio_kit.running.wish import Wish

Start = Callable[..., list[str]]

#: Where an installer may be given an address with a password in it: an option, or a variable.
PLACES = ["find_links", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "https_proxy"]

PASSWORDS = {
    "plain": "https://ada:s3cr1111@packages.example/simple",
    "with an @": "https://ada:s3cr1111@s3cr2222@packages.example/simple",
    "with a slash": "https://ada:s3cr1111/s3cr2222@packages.example/simple",
    "with a quote": "https://ada:s3cr1111's3cr2222@packages.example/simple",
    "with a blank": "https://ada:s3cr1111 s3cr2222@packages.example/simple",
    "encoded": "https://ada:s3cr1111%40s3cr2222@packages.example/simple",
    "a token": "https://s3cr1111@packages.example/simple",
    "in the query": "https://packages.example/simple?token=s3cr1111",
}

#: A Python that repeats what it is told, as pip does, and does not install.
PYTHON = """#!/bin/sh
case "$*" in
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; exit;;
  "-m pip --version") echo "pip 25.1 from here"; exit;;
  "-I -c "*) exit;;
esac
echo "Looking in: $*"
env | grep -i 'INDEX\\|proxy'
echo "ERROR: refused $TOLD" >&2
exit ${STATUS:-3}
"""


@pytest.fixture
def project(tmp_path: Path, date: datetime) -> Path:
    return sample_project.write(tmp_path / "digits", date)


@pytest.fixture
def start(tmp_path: Path, date: datetime, project: Path) -> Start:
    """Run, and return every text that anybody gets to see or to find."""
    python = sample_project.executable(tmp_path / "base-python", PYTHON)

    def run(**options: object) -> list[str]:
        heard: list[Event] = []
        wish = Wish(**{"python": str(python), "trust": True, **options})  # type: ignore[arg-type] # any of them
        with pytest.raises(PortfolioKitError) as caught:
            runner.run(project, wish, date=date, progress=heard.append)
        files = [path for path in project.rglob("*") if path.is_file()]
        kept = [path.read_bytes().decode(errors="replace") for path in files]
        return [*caught.value.lines, *(event.line for event in heard), *kept]

    return run


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", PASSWORDS)
def test_a_run_repeats_no_password(
    start: Start, monkeypatch: pytest.MonkeyPatch, kind: str, place: str
) -> None:
    options = {}
    secret = re.search("s3cr[^=]*(?=@packages)|s3cr.*", PASSWORDS[kind])
    assert secret
    monkeypatch.setenv("TOLD", f"{secret[0]} as well as {unquote(secret[0])}")
    if place == "find_links":
        options["find_links"] = PASSWORDS[kind]
    else:
        monkeypatch.setenv(place, PASSWORDS[kind])

    texts = start(**options)

    assert not [text for text in texts if "s3cr" in text]
    assert [text for text in texts if "packages.example" in text]


@pytest.mark.parametrize("kind", PASSWORDS)
def test_the_command_that_goes_on_says_where_the_secret_belongs(start: Start, kind: str) -> None:
    texts = start(find_links=PASSWORDS[kind])

    (line,) = [text for text in texts if "go on with: " in text and "step install" in text]
    assert "--find-links 'https://" in line
    assert "***" in line
    assert line.endswith("(with the secret in place of ***)")


def test_a_command_without_a_secret_says_nothing_of_one(start: Start) -> None:
    texts = start(find_links="https://packages.example/simple")

    assert not [text for text in texts if "in place of ***" in text]


@pytest.mark.parametrize("kind", PASSWORDS)
def test_the_commands_to_trust_show_no_password(start: Start, kind: str) -> None:
    texts = start(find_links=PASSWORDS[kind], trust=False)

    assert [text for text in texts if text.startswith("  install: ") and "***" in text]
    assert not [text for text in texts if "s3cr" in text]


@pytest.mark.parametrize("kind", PASSWORDS)
def test_an_address_as_constraint_is_refused_without_its_password(start: Start, kind: str) -> None:
    texts = start(constraint=Path(PASSWORDS[kind]))

    assert not [text for text in texts if "s3cr" in text]
    assert [text for text in texts if "check --constraint, which wants a file" in text]


def test_the_log_is_for_its_owner_alone(start: Start, project: Path) -> None:
    (project / "build").mkdir(exist_ok=True)
    log = project / "build" / "portfolio-kit-run.log"
    log.touch(mode=0o644)

    start()

    assert stat.S_IMODE(log.stat().st_mode) == 0o600
