"""A password or token in an address is used, and stands nowhere afterwards."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
import served
from commandline import PLAIN, call
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.git import address
from portfolio_kit.system import redact

Capture = pytest.CaptureFixture[str]

#: Every part of a secret that a test looks for begins with this.
MARK = "s3cr"

parts = st.integers(1000, 9999).map(lambda number: f"{MARK}{number}")
joints = st.sampled_from(
    ["", "@", ":", "/", "%", "?", "#", "&", "=", "+", "!", "~", "'", '"', "@@", ":/"]
)
raw = st.tuples(parts, joints, parts, joints).map("".join)
encoded = raw.map(lambda secret: quote(secret, safe=""))
users = st.sampled_from(["ada", "oauth2", "x-access-token", "ada%40acme.example", ""])
keys = st.sampled_from(
    ["token", "private_token", "access_token", "api_key", "X-Amz-Signature", "sig"]
)


@dataclass(frozen=True)
class Secret:
    """An address with a secret in it; ``{}`` stands for host and port."""

    text: str

    def at(self, host: str) -> str:
        return self.text.replace("{}", host)


def with_password(scheme: str) -> st.SearchStrategy[Secret]:
    return st.builds(
        lambda user, password, path: Secret(f"{scheme}://{user}:{password}@{{}}/{path}"),
        users,
        raw | encoded,
        st.sampled_from(["x/.git", "x/.git@v1", "y"]),
    )


tokens = st.builds(lambda token: Secret(f"http://{token}@{{}}/x/.git"), encoded)
queries = st.builds(
    lambda key, token, mark: Secret(f"http://{{}}/x/.git{mark}{key}={token}"),
    keys,
    parts | encoded,
    st.sampled_from(["?", "?a=b&", "#"]),
)
bare = st.builds(lambda password: Secret(f"ada:{password}@{{}}/x"), raw)
forgotten = st.builds(lambda password: Secret(f"http://ada:{password}%40{{}}/x"), encoded)
secrets = st.one_of(
    with_password("http"),
    with_password("ssh"),
    with_password("git"),
    with_password("HTTP"),
    with_password("svn"),
    tokens,
    queries,
    bare,
    forgotten,
)


def test_what_is_looked_for_would_be_found() -> None:
    assert MARK in Secret("http://ada:s3cr1234@{}/x").at("h")


@given(
    secrets,
    st.sampled_from(["{}", "'{}': refused", "cannot clone {}: no", '"{}",', "({})", "a {} b {}"]),
)
def test_no_text_shows_a_secret(secret: Secret, text: str) -> None:
    url = secret.at("host.example:8080")
    if secret.text.startswith("ada:"):  # no address to find in a text: only a whole one is known
        assert MARK not in redact.address(url)
        return

    shown = text.replace("{}", url)

    assert MARK not in redact.hide(shown, redact.secrets(url))
    assert MARK not in redact.address(url)
    assert MARK not in redact.public(url)


@given(
    st.sampled_from(
        [
            "https://host/x@v1",
            "https://host.example:8443/me/x.git@feature/y",
            "git@host:me/x.git@v1",
            "ssh://git@host:22/me/x",
            "ssh://git@host/x@v1.2",
            "file:///home/ada@work/x@v1",
            "https://host/@scope/x",
            "https://host/x?page=2#top",
            "http://[::1]:8080/x@v1",
            "http://127.0.0.1:1/x",
            "no address, and 12:30 o'clock @home",
            "see https://host/x: it says so, or ask ada@example.org",
            "https://github.com/o/r@fix.foo/bar",
            "C:/Users/x@y/z",
            "/srv/a:b@c/d",
        ]
    )
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact.redact(text) == text


@given(secrets)
def test_what_is_public_can_be_used_and_read_again(secret: Secret) -> None:
    url = secret.at("host.example")

    once = redact.public(url)

    assert redact.public(once) == once


@given(secrets)
def test_an_address_is_parsed_or_refused_without_its_secret(secret: Secret) -> None:
    try:
        found = address.parse(secret.at("host.example"))
    except PortfolioKitError as error:
        said = str(error)
    else:
        said = f"{found.shown} {found.name} {found.ref}" if found else ""

    assert MARK not in said


# The whole path -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("www")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_AUTHOR_NAME", "Ada")
        patch.setenv("GIT_AUTHOR_EMAIL", "ada@example.org")
        patch.setenv("GIT_COMMITTER_NAME", "Ada")
        patch.setenv("GIT_COMMITTER_EMAIL", "ada@example.org")
        return served.template(folder / "x", PLAIN)


@contextlib.contextmanager
def guarded(repository: Path, url: str) -> Iterator[str]:
    """Serve the repository to who has the password of ``url``, and give the host."""
    body = url.partition("://")[2]
    user, _, password = body[: max(body.rfind("@{}"), 0)].partition(":")
    manner = served.Manner(password=(unquote(user), unquote(password)) if user else None)
    with served.http(repository.parent, manner) as port:
        yield f"127.0.0.1:{port}"


def everything(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            yield path, os.fsencode(path)
            if path.is_file():
                yield path, path.read_bytes()


#: With which the server lets one in.
RIGHT = (
    Secret("http://ada:s3cr1111@{}/x/.git"),
    Secret("http://ada:s3cr1111%40s3cr2222@{}/x/.git@v1"),
    Secret("http://ada:s3cr1111@s3cr2222@{}/x/.git"),
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(secrets)
@example(RIGHT[0])
@example(RIGHT[1])
@example(RIGHT[2])
def test_after_a_bake_a_secret_stands_nowhere(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, home: Path, repository: Path, secret: Secret
) -> None:
    here = home / "here"
    shutil.rmtree(here, ignore_errors=True)
    shutil.rmtree(home / ".cache", ignore_errors=True)
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("GIT_SSH_COMMAND", "false")
    with guarded(repository, secret.text) as host:
        url = secret.at(host)
        said = [
            call(capsys, "new", url, "--no-input", "name=one"),
            call(capsys, "new", url, "--no-input", "name=two", "--json"),
            call(capsys, "show", url, "--json"),
        ]
        if (here / "one").is_dir():
            said.append(call(capsys, "new", "--from", here / "one", "name=three", "--no-input"))
    said.append(call(capsys, "new", url, "--no-input", "name=four"))  # nobody is there any more

    assert not [each for each in said if MARK in each.out + each.err]
    assert not [path for path, content in everything(home) if MARK.encode() in content]
    if secret in RIGHT:
        assert [each.status for each in said] == [0, 0, 0, 0, 0]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secrets)
def test_a_config_file_that_holds_a_secret_keeps_it_for_itself(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, home: Path, secret: Secret
) -> None:
    import json

    here = home / "here"
    here.mkdir(exist_ok=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("GIT_SSH_COMMAND", "false")
    url = secret.at("127.0.0.1:9")
    (here / "portfolio.toml").write_text(
        f"[git]\nremote = {json.dumps(url)}\n[run]\nfind_links = {json.dumps(url)}\n"
        f"[[project]]\ntemplate = {json.dumps(url)}\n"
    )

    said = [
        call(capsys, "config", "show"),
        call(capsys, "config", "show", "--json"),
        call(capsys, "build"),
        call(capsys, "build", "--json"),
    ]

    assert not [each for each in said if MARK in each.out + each.err]


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://h/x?token=abcd", "https://h/x"),
        ("https://h/x?a=b&token=abcd&c=d", "https://h/x?a=b&c=d"),
        ("https://h/x?token=abcd&c=d#sig=abcd", "https://h/x?c=d"),
        ("https://h/x?a=b&&c#top", "https://h/x?a=b&&c#top"),
        ("https://ada:pw@h/x", "https://h/x"),
        ("ssh://git:pw@h/x", "ssh://git@h/x"),
        ("/srv/x", "/srv/x"),
    ],
)
def test_a_public_address_is_one_that_git_can_use(url: str, public: str) -> None:
    assert redact.public(url) == public


def test_a_user_beside_a_password_is_a_name_and_no_secret() -> None:
    assert redact.secrets("https://user:s3cr1111@h/x") == ("s3cr1111",)
    assert redact.secrets("https://s3cr1111:x-oauth-basic@h/x")[-1] == "s3cr1111"
    assert redact.secrets("ssh://user:s3cr1111@h/x") == ("s3cr1111",)
