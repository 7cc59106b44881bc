"""What a failed clone says: the line of who refused, and what to do."""

import shlex
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import served
from commandline import PLAIN, call

from portfolio_kit.git import causes

pytestmark = pytest.mark.usefixtures("here")

Capture = pytest.CaptureFixture[str]

#: What ssh and hosts print before git gives up, a line that must be seen, advice.
SSH = {
    "key": (
        "git@host.example: Permission denied (publickey).",
        "Permission denied (publickey)",
        "ssh-add",
    ),
    "password": (
        "git@host.example: Permission denied (publickey,password,keyboard-interactive).",
        "Permission denied (publickey,password",
        "ssh-add",
    ),
    "unknown host key": (
        (
            "No ED25519 host key is known for host.example and strict checking is on.\n"
            "Host key verification failed."
        ),
        "host key is known for host.example",
        "ssh HOST",
    ),
    "host key refused": ("Host key verification failed.", "Host key verification failed", "accept"),
    "changed host key": (
        (
            "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\n"
            "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n"
            "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\n"
            "Host key for host.example has changed and you have requested strict checking.\n"
            "Host key verification failed."
        ),
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "ssh-keygen -R",
    ),
    "no such host": (
        "ssh: Could not resolve hostname host.example: Name or service not known",
        "Could not resolve hostname host.example",
        "name of the host",
    ),
    "no dns": (
        "ssh: Could not resolve hostname host.example: Temporary failure in name resolution",
        "Temporary failure in name resolution",
        "network",
    ),
    "refused": (
        "ssh: connect to host host.example port 22: Connection refused",
        "port 22: Connection refused",
        "host and port",
    ),
    "timeout": (
        "ssh: connect to host host.example port 22: Connection timed out",
        "Connection timed out",
        "firewall",
    ),
    "no route": (
        "ssh: connect to host host.example port 22: No route to host",
        "No route to host",
        "network",
    ),
    "unreachable": (
        "ssh: connect to host host.example port 22: Network is unreachable",
        "Network is unreachable",
        "network",
    ),
    "hung up": (
        (
            "kex_exchange_identification: Connection closed by remote host\n"
            "Connection closed by 192.0.2.1 port 22"
        ),
        "Connection closed by remote host",
        "try again",
    ),
    "github": (
        "ERROR: Repository not found.",
        "Repository not found",
        "check the address",
    ),
    "gitlab": (
        (
            "remote: \nremote: ========================================\nremote: \n"
            "remote: ERROR: The project you were looking for could not be found or you don't have "
            "permission to view it.\nremote: \nremote: ========================================"
        ),
        "The project you were looking for could not be found",
        "check the address",
    ),
    "gitolite": (
        (
            "FATAL: R any ada/x ada DENIED by fallthru\n"
            "(or you mis-spelled the reponame)\nERROR: access denied"
        ),
        "access denied",
        "ask for access",
    ),
    "own server": (
        "fatal: '/srv/x.git' does not appear to be a git repository",
        "'/srv/x.git' does not appear to be a git repository",
        "check the address",
    ),
    "many keys": (
        (
            "Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures\n"
            "Disconnected from 192.0.2.1 port 22"
        ),
        "Too many authentication failures",
        "ssh-add",
    ),
    "old host": (
        (
            "Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. "
            "Their offer: ssh-rsa"
        ),
        "no matching host key type found",
        "https",
    ),
    "open key file": (
        (
            "@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n"
            "Permissions 0644 for '/home/ada/.ssh/id' are too open.\n"
            "git@host.example: Permission denied (publickey)."
        ),
        "UNPROTECTED PRIVATE KEY FILE",
        "chmod 600",
    ),
}

#: A status of http, what the server says, the line that must be seen, advice.
HTTP = {
    "401": (401, "", "401|could not read Username", "sign in"),
    "403": (403, "", "403", "ask for access"),
    "404": (404, "", "not found", "check the address"),
    "410": (410, "", "410", "check the address"),
    "429": (429, "", "429", "wait"),
    "500": (500, "", "500", "later"),
    "503": (503, "", "503", "later"),
    "403 in words": (
        403,
        "Your address is not on the list\n",
        "Your address is not on the list",
        "ask",
    ),
    "403 sso": (403, "The `acme' organization has enabled SAML SSO.\n", "SAML SSO", "authorise"),
    "404 in words": (404, "Repository not found.\n", "Repository not found", "check the address"),
    "no repository": (200, "", "git repository", "git clone takes"),
}


def only_line(capsys: Capture, address: str) -> str:
    said = call(capsys, "new", address, "--no-input")
    assert said.status == 1, said
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert list(Path.cwd().iterdir()) == []
    return line


@pytest.mark.parametrize("name", SSH)
def test_what_ssh_says_is_said_first_with_advice(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    said, line, advice = SSH[name]
    script = f"printf '%s\\n' {shlex.quote(said)} >&2; exit 255"
    monkeypatch.setenv("GIT_SSH_COMMAND", served.ssh(tmp_path, script))

    problem = only_line(capsys, "git@host.example:me/x.git")

    assert problem.startswith("cannot clone git@host.example:me/x.git: ")
    assert line in problem.partition(";")[0]
    assert advice in problem.partition(";")[2]


@pytest.mark.parametrize("name", HTTP)
def test_what_a_server_says_is_said_first_with_advice(
    capsys: Capture, tmp_path: Path, name: str
) -> None:
    status, words, line, advice = HTTP[name]
    (tmp_path / "www" / "x" / "info").mkdir(parents=True)
    (tmp_path / "www" / "x" / "info" / "refs").write_text("<html>a page</html>\n")

    with served.http(tmp_path / "www", served.Manner(status, words)) as port:
        problem = only_line(capsys, f"http://127.0.0.1:{port}/x")

    assert any(each in problem.partition(";")[0] for each in line.split("|")), problem
    assert advice in problem.partition(";")[2]


@contextmanager
def talking(answer: bytes | None) -> Iterator[int]:
    """Take connections and answer each in the same way; None: not at all."""
    server = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            taken.append(connection)
            if answer is not None:
                connection.recv(4096)
                connection.sendall(answer)
                connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        for connection in taken:
            connection.close()
        thread.join()


#: A scheme, what a server answers, the line that must be seen, advice.
ODD = {
    "nothing": ("http", b"", "Empty reply", "network"),
    "silence": ("http", None, "Operation too slow", "network"),
    "no TLS": ("https", b"HTTP/1.0 200 OK\r\n\r\n", "TLS", "vouches"),
    "git": ("git", b"0030ERR access denied or repository not exported\n", "access denied", "ask"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_server_that_speaks_otherwise_is_said(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    scheme, answer, line, advice = ODD[name]
    monkeypatch.setenv("GIT_HTTP_LOW_SPEED_TIME", "1")
    monkeypatch.setenv("GIT_HTTP_LOW_SPEED_LIMIT", "1")

    with talking(answer) as port:
        problem = only_line(capsys, f"{scheme}://127.0.0.1:{port}/x")

    assert line in problem.partition(";")[0]
    assert advice in problem.partition(";")[2]


def test_a_port_where_nobody_listens_is_said(capsys: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    problem = only_line(capsys, f"http://127.0.0.1:{port}/x")

    assert "onnect to" in problem.partition(";")[0]
    assert problem.endswith("check host and port: nobody answers there")


def test_a_folder_that_is_no_repository_is_said(capsys: Capture, tmp_path: Path) -> None:
    problem = only_line(capsys, f"file://{tmp_path}")

    assert "does not appear to be a git repository; check the address" in problem


def test_a_repository_over_plain_http_bakes(capsys: Capture, tmp_path: Path, here: Path) -> None:
    template = served.template(tmp_path / "www" / "x", PLAIN)

    with served.http(template.parent, served.Manner()) as port:
        said = call(capsys, "new", f"http://127.0.0.1:{port}/x/.git", "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")
    assert (here / "thing" / "a.txt").read_text() == "thing\n"


@pytest.mark.parametrize(
    ("said", "line", "advice"),
    [
        (
            "fatal: unable to access 'https://h': SSL certificate problem: self-signed certificate",
            "SSL certificate problem: self-signed certificate",
            "http.sslCAInfo",
        ),
        (
            (
                "fatal: unable to access 'https://h/x/': server certificate verification failed. "
                "CAfile: none CRLfile: none"
            ),
            "server certificate verification failed",
            "http.sslCAInfo",
        ),
        (
            "fatal: unable to access 'https://h/x/': Could not resolve host: h",
            "Could not resolve host: h",
            "check the name of the host",
        ),
        (
            "fatal: unable to access 'https://h/x/': Could not resolve proxy: p",
            "Could not resolve proxy: p",
            "http.proxy",
        ),
        (
            "fatal: unable to access 'https://h/': Received HTTP code 407 from proxy after CONNECT",
            "Received HTTP code 407",
            "http.proxy",
        ),
        (
            (
                "remote: Support for password authentication was removed on August 13, 2021.\n"
                "remote: Please see https://docs.example for more.\n"
                "fatal: Authentication failed for 'https://h/x/'"
            ),
            "Support for password authentication was removed",
            "sign in",
        ),
        (
            "remote: Invalid username or token.\nfatal: Authentication failed for 'https://h/x/'",
            "Invalid username or token",
            "sign in",
        ),
        (
            "fatal: transport 'http' not allowed",
            "transport 'http' not allowed",
            "https or ssh address",
        ),
        ("error: cannot run ssh: No such file or directory", "cannot run ssh", "install ssh"),
        (
            "fatal: early EOF\nfatal: fetch-pack: invalid index-pack output",
            "early EOF",
            "try again",
        ),
        (
            "git: 'remote-https' is not a git command. See 'git --help'.",
            "'remote-https' is not a git command",
            "install git",
        ),
        (
            "fatal: detected dubious ownership in repository at '/srv/x.git'",
            "dubious ownership in repository at '/srv/x.git'",
            "safe.directory",
        ),
        ("fatal: write error: No space left on device", "No space left on device", "free some"),
    ],
)
def test_what_git_itself_says_has_advice_too(said: str, line: str, advice: str) -> None:
    found = causes.find(said)

    assert found is not None
    assert line in found.said
    assert advice in found.advice


def test_a_wrong_password_is_said_in_the_words_of_the_server(
    capsys: Capture, tmp_path: Path
) -> None:
    manner = served.Manner(401, "HTTP Basic: Access denied.\n")

    with served.http(tmp_path, manner) as port:
        problem = only_line(capsys, f"http://ada:s3cretword@127.0.0.1:{port}/x")

    assert problem.startswith(f"cannot clone http://127.0.0.1:{port}/x: HTTP Basic: Access denied;")
    assert manner.seen[1] is not None


def test_what_nobody_knows_has_no_cause() -> None:
    assert causes.find("fatal: the moon is full") is None
    assert causes.find("") is None
