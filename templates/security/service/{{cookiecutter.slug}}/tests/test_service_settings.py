"""Settings: safe unless told otherwise, and everything that is wrong is said at once."""

import hashlib
import re
from pathlib import Path

import pytest
from serving import KEY, OTHER, REQUIRED

from {{ cookiecutter.package }}.config import SetupError
from {{ cookiecutter.package }}.service.__main__ import parser
from {{ cookiecutter.package }}.service.settings import VARIABLES, read

README = Path(__file__).parents[1] / "README.md"


def test_without_being_told_it_listens_to_this_machine_only() -> None:
    """Whoever wants more has to say so."""
    settings = read(REQUIRED)

    assert settings.host == "127.0.0.1"
    assert str(settings.rate) == "600 per 1 minute"


def test_everything_wrong_with_settings_is_said_at_once_and_no_key_is() -> None:
    """A line each; a key in a message would end up in a log."""
    told = {
        "SCORING_KEYS": "analyst=too-short-but-mine",
        "SCORING_PORT": "99999",
        "SCORING_RATE": "often",
        "SCORING_BODY_BYTES": "many",
        "SCORING_PROT": "80",
        "PATH": "",
    }

    with pytest.raises(SetupError, match="SCORING_PROT is no setting") as caught:
        read(told)

    lines = str(caught.value).splitlines()
    assert len(lines) == 6
    for part in ("short or broken key for analyst", "SCORING_SHA256 is not set", "0 to 65535"):
        assert part in str(caught.value)
    assert "too-short-but-mine" not in str(caught.value)


def test_settings_that_are_shown_show_no_key() -> None:
    """Nor its hash."""
    shown = repr(read(REQUIRED))

    assert KEY not in shown
    assert "digest" not in shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no name before key 1"),
        (KEY, "no name before key 1"),
        (f"a={KEY},B={OTHER}", "no name before key 2"),
        ("a=sha256:" + "0" * 40, "short or broken key for a"),
        (f"a={KEY},b={KEY}", "the key of b twice"),
        (f"a={KEY},a={OTHER}", "the key of a twice"),
        (f"a={KEY},b=sha256:{hashlib.sha256(KEY.encode()).hexdigest()}", "the key of b twice"),
    ],
)
def test_keys_that_cannot_be_told_apart_are_refused(text: str, message: str) -> None:
    """And those that could be guessed."""
    with pytest.raises(SetupError, match=message) as caught:
        read({**REQUIRED, "SCORING_KEYS": text})

    assert KEY not in str(caught.value)


def test_readme_and_help_list_every_setting() -> None:
    """With its default and its meaning, word by word."""
    rows = re.findall(r"^\| `(SCORING_\w+)` \| (.+?) \| (.+?) \|$", README.read_text("utf-8"), re.M)

    assert {name: (default.strip(), meaning.strip()) for name, default, meaning in rows} == {
        name: (f"`{each.default}`" if each.default else "required", each.meaning)
        for name, each in VARIABLES.items()
    }
    assert all(name in parser().format_help() for name in VARIABLES)
