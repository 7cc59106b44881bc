"""Sign in to a server with what stands in an address, out of the sight of others.

Everybody on a machine can list the words of a command, and git writes the address of a clone
into its config. So user and password go to git in its environment, by a credential helper that
answers for that one host.
"""

from __future__ import annotations

import os
import re
from urllib.parse import unquote

from portfolio_kit.errors import RepositoryError
from portfolio_kit.system import redact

#: Says what stands in the environment; git asks it with the word "get".
_HELPER = (
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" '
    '"$PORTFOLIO_KIT_USERNAME" "$PORTFOLIO_KIT_PASSWORD"; }; f'
)


def separate(url: str) -> tuple[str, dict[str, str]]:
    """Return ``url`` without user and password, and the environment in which git has them.

    Only http and https know passwords; of other addresses everything stays as it is.

    Raises:
        RepositoryError: what is no user and no password for git.
    """
    found = re.fullmatch(r"(?P<scheme>https?://)(?P<body>.*)", url, re.IGNORECASE | re.DOTALL)
    end = redact.userinfo(found["body"]) if found else -1
    if found is None or end < 0:
        return url, {}
    user, colon, password = found["body"][:end].partition(":")
    user, password, rest = unquote(user), unquote(password), found["body"][end + 1 :]
    if re.search(r"[\x00-\x1f\x7f]", user + password):
        shown = redact.public(url)
        raise RepositoryError(
            f"user or password of {shown} holds a control character", "correct it"
        )
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    key = f"credential.{found['scheme'].lower()}{host}"
    if not colon:
        return f"{found['scheme']}{rest}", _settings([(f"{key}.username", user)])
    # The empty one first: the person's own helpers are neither asked nor told.
    env = _settings([(f"{key}.helper", ""), (f"{key}.helper", _HELPER)])
    env |= {"PORTFOLIO_KIT_USERNAME": user, "PORTFOLIO_KIT_PASSWORD": password}
    return f"{found['scheme']}{rest}", env


def _settings(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return the variables that add settings of git to those that the environment has."""
    known = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(known) if known.isdigit() else 0
    env = {"GIT_CONFIG_COUNT": str(first + len(pairs))}
    for number, (key, value) in enumerate(pairs, start=first):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env
