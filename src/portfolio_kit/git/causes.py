"""Why a repository cannot be had: the line of git, ssh or the server that says so, and advice.

Git ends with a line that fits everything ("Could not read from remote repository"); what is
wrong was said before, by ssh or by the server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGN_IN = (
    "sign in: run it on a terminal, where git asks, or set up a credential helper or an ssh "
    "address (git@HOST:PATH)"
)
_NO_SUCH = "check the address; a private repository looks the same to who may not read it"
_HOST = "check the name of the host, and the network"
_NETWORK = "check the network, and a firewall or proxy in between"

#: What stands in a line, and what to do about it; the first row that fits any line counts.
TABLE: tuple[tuple[str, str], ...] = (
    (
        r"REMOTE HOST IDENTIFICATION HAS CHANGED|host key for \S+ has changed",
        "ask its owner whether the key is new; then forget the old one: ssh-keygen -R HOST",
    ),
    (
        r"Host key verification failed|No \S+ host key is known",
        "connect once to see and accept the key of the host: ssh HOST",
    ),
    (
        r"UNPROTECTED PRIVATE KEY FILE|bad permissions",
        "let nobody else read your key: chmod 600 KEYFILE",
    ),
    (
        r"incorrect passphrase|Too many authentication failures",
        "load the right key first: ssh-add KEYFILE",
    ),
    (
        r"Permission denied \([a-z,-]+\)|Permission denied, please try again",
        "add your ssh key to your account there and load it with ssh-add, or use https",
    ),
    (
        r"Unable to negotiate|no matching (?:host key|key exchange)",
        "ssh and the host have no method in common; take its https address",
    ),
    (
        r"cannot run ssh|ssh: (?:command )?not found|unable to fork",
        "install ssh, or take its https address",
    ),
    (
        r"Could not resolve proxy|from proxy after CONNECT|Proxy CONNECT aborted|HTTP code 407",
        "check http.proxy of git, and the variable https_proxy",
    ),
    (r"SAML SSO", "authorise your token for the organisation, on the page of your tokens"),
    (
        (
            r"SSL certificate|certificate (?:problem|verif|has expired|subject)|self[- ]signed"
            r"|gnutls_handshake|SSL_connect|SSL_ERROR|SSL: |CAfile|wrong version number|TLS"
        ),
        "tell git who vouches for the server: git config --global http.sslCAInfo FILE",
    ),
    (
        (
            r"Authentication failed|could not read (?:Username|Password)|terminal prompts disabled"
            r"|Invalid (?:username|credentials)|HTTP Basic: Access denied|error: 401"
            r"|Support for password authentication was removed"
        ),
        _SIGN_IN,
    ),
    (
        r"Repository not found|project you were looking for could not be found",
        _NO_SUCH,
    ),
    (
        r"error: 403|[Ff]orbidden|access denied|not allowed to (?:access|read|clone|download)",
        "ask for access to it, or use a token that may read it",
    ),
    (r"error: 429|[Tt]oo many requests|rate limit", "wait some minutes, then try again"),
    (r"error: 5\d\d", "the server has a problem of its own; try again later"),
    (
        (
            r"error: 404|error: 410|repository '.*' not found|does not exist"
            r"|does not appear to be a git repository|not exported|no such repository"
        ),
        _NO_SUCH,
    ),
    (
        r"not valid: is this a git repository|[Nn]ot a git repository|invalid gitfile",
        "it is there, but no repository; give the address that git clone takes",
    ),
    (
        (
            r"[Cc]ould not resolve host|Name or service not known|name resolution"
            r"|nodename nor servname|[Uu]nable to look up|[Nn]o address associated"
        ),
        _HOST,
    ),
    (
        r"Connection refused|Couldn't connect to server|[Ff]ailed to connect|unable to connect",
        "check host and port: nobody answers there",
    ),
    (
        r"timed out|Timeout was reached|Operation too slow|transfer closed|Empty reply",
        _NETWORK,
    ),
    (r"No route to host|Network is (?:unreachable|down)", _NETWORK),
    (
        (
            r"Connection (?:was )?(?:closed|reset)|kex_exchange_identification|Broken pipe"
            r"|hung up|early EOF|RPC failed|unexpected disconnect"
        ),
        "the connection broke; try again",
    ),
    (
        r"dubious ownership",
        "if you trust its owner, say so: git config --global --add safe.directory FOLDER",
    ),
    (
        r"transport '.*' not allowed",
        "the address wants a way that is switched off; give an https or ssh address",
    ),
    (r"remote helper for|is not a git command", "install git with its support for https"),
    (r"No space left", "free some space on the disk"),
)

#: What may be wrong with any repository, and says nothing about this one.
_EMPTY = re.compile(r"[^\w]*$")
_PREFIX = re.compile(r"^(?:(?:remote|fatal|error|ERROR|warning): *)+")


@dataclass(frozen=True)
class Cause:
    """What was said, in the words of who refused, and what to do about it."""

    said: str
    advice: str


def find(said: str) -> Cause | None:
    """Return the cause that git's standard error tells; None when no row of the table fits."""
    lines = [line.strip() for line in said.splitlines()]
    for pattern, advice in TABLE:
        for line in lines:
            if re.search(pattern, line):
                return Cause(_with_remote(_plain(line), lines), advice)
    return None


def _with_remote(line: str, lines: list[str]) -> str:
    """Put what the server says in words before what git made of it."""
    words = [_plain(each) for each in lines if each.startswith("remote:")]
    remote = next((each for each in words if not _EMPTY.match(each)), line)
    status = re.search(r"error: (\d{3})", line)
    return f"{remote} ({status[1]})" if status and remote != line else remote


def _plain(line: str) -> str:
    """Return a line without the prefixes that say who speaks."""
    line = _PREFIX.sub("", line).strip("@ ")
    return re.sub(r"^unable to access '.*?': ", "", line).rstrip(".!")
