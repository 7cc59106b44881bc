"""A project's ``.venv``: made when it is absent or broken, installed when something changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from portfolio_kit.errors import RunError
from portfolio_kit.running.step import Shell
from portfolio_kit.running.wish import Choice, Wish
from portfolio_kit.system import child, redact, textfile

#: Stands in a ``.venv`` while it is being made: an interrupted one is never taken for a whole.
_UNFINISHED = "portfolio-kit-unfinished"

#: What the last successful installation was made from.
_STAMP = "portfolio-kit-installed"

#: Prints what `carried.provenance` records of the Python that runs it.
_VERSIONS = """
import json, platform, sys
from importlib.metadata import PackageNotFoundError, packages_distributions, version
def of(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return version(packages_distributions()[package][0])
print(json.dumps({
    "python": platform.python_version(),
    "platform": f"{platform.system()} {platform.machine()}",
    "packages": {package: of(package) for package in sys.argv[1:]},
}))
"""

#: The first pip that installs dependency groups (``--group``).
_PIP = (25, 1)

#: Variables by which the Python that runs portfolio-kit would leak into the project's.
_LEAKS = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "__PYVENV_LAUNCHER__")


#: Variables that hold addresses for an installer, with passwords now and then.
_TELLING = ("PIP_", "UV_")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def folder(project: Path) -> Path:
    """Return the folder of the project's environment."""
    return project / ".venv"


def scripts(project: Path) -> Path:
    """Return the folder of the environment's programs."""
    return folder(project) / ("Scripts" if os.name == "nt" else "bin")


def interpreter(project: Path) -> Path:
    """Return the environment's Python, absolute: children work in the project's folder."""
    return scripts(project).absolute() / ("python.exe" if os.name == "nt" else "python")


def variables(project: Path) -> dict[str, str]:
    """Return the environment variables of a child, as if the project's ``.venv`` were active.

    The person's ``PIP_*`` and ``UV_*`` hold; what belongs to our own Python, or to the hook
    of git that started us, does not.
    """
    env = {name: value for name, value in child.environment().items() if name not in _LEAKS}
    path = [str(scripts(project).absolute()), *filter(None, [env.get("PATH")])]
    env |= {"PATH": os.pathsep.join(path), "VIRTUAL_ENV": str(folder(project).absolute())}
    env |= {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    env.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    env.setdefault("PIP_NO_INPUT", "1")  # standard input is empty
    return env


def command(project: Path, wish: Wish) -> list[str]:
    """Return the command line that installs the project with its dev group."""
    target = f".[{','.join(wish.extras)}]" if wish.extras else "."
    options = ["--editable", target]
    groups = _pyproject(project).get("dependency-groups")
    if isinstance(groups, Mapping) and "dev" in groups:
        options += ["--group", "dev"]
    if wish.constraint is not None:
        options += ["--constraint", str(wish.constraint.absolute())]
    options += _links(wish)
    python = str(interpreter(project))
    if wish.installer == "uv":
        return [_uv(), "pip", "install", "--python", python, *options]
    return [python, "-m", "pip", "install", *options]


def secrets(wish: Wish) -> tuple[str, ...]:
    """Return the passwords and tokens in the addresses that an installer is given."""
    told = [os.environ[name] for name in os.environ if name.startswith(_TELLING)]
    proxies = [os.environ.get(name, "") for name in _PROXIES]
    words = [word for text in (*told, *proxies) for word in text.split()]
    return redact.secrets(
        *words, *told, *proxies, wish.find_links or "", str(wish.constraint or "")
    )


def make(shell: Shell, wish: Wish) -> None:
    """Step "environment": see that the project has a ``.venv`` that works.

    One that works is kept, whoever made it.
    """
    if works(shell.project):
        shell.say("environment", ".venv is there")
        return
    place = folder(shell.project)
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        # Making it anew would empty a folder somewhere else.
        raise RunError(f"{place} does not work and is no folder", "remove it, then try again")
    shell.say("environment", f"making .venv with {wish.python}")
    try:
        if place.exists():
            shutil.rmtree(place)
        if wish.installer == "pip":
            place.mkdir()
            (place / _UNFINISHED).touch()
    except OSError as error:
        raise RunError(f"{place} cannot be made anew ({error.strerror})", "remove it") from error
    if wish.installer == "uv":
        tool = [_uv(), "venv", "--python", wish.python]
    else:
        tool = [wish.python, "-m", "venv"]
    shell.call("environment", [*tool, str(place.absolute())], variables(shell.project))
    (place / _UNFINISHED).unlink(missing_ok=True)


def works(project: Path) -> bool:
    """Say whether the project's ``.venv`` is whole and its Python starts."""
    if (folder(project) / _UNFINISHED).exists() or not interpreter(project).exists():
        return False
    inside = "import sys; sys.exit(sys.prefix == sys.base_prefix)"
    return _ask(project, "-I", "-c", inside) is not None


def versions(project: Path, packages: Iterable[str]) -> object:
    """Return what of the environment stands in the provenance of what it measures; None: nothing.

    That is a dictionary of ``python``, ``platform`` and ``packages``, as the project writes it.
    """
    said = _ask(project, "-I", "-c", _VERSIONS, *packages)
    try:
        return json.loads(said or "null")
    except ValueError:
        return None


def is_done(project: Path, wish: Wish) -> bool:
    """Say whether what is wished for is installed: then a run would install nothing."""
    stamp = folder(project) / _STAMP
    last = stamp.read_text(encoding="utf-8", errors="replace") if stamp.is_file() else ""
    return last in _as_good(project, wish)


def install(shell: Shell, wish: Wish) -> None:
    """Step "install": the project, its dev group and its extras, unless nothing changed."""
    stamp = folder(shell.project) / _STAMP
    wanted = fingerprint(shell.project, wish)
    if is_done(shell.project, wish):
        shell.say("install", "nothing has changed since the last installation")
        return
    stamp.unlink(missing_ok=True)
    line = command(shell.project, wish)
    if wish.installer == "pip":
        _recent_pip(shell, wish)
    shell.say("install", f"installing with {wish.installer}{wish.because and f': {wish.because}'}")
    shell.call("install", line, variables(shell.project))
    try:
        stamp.write_text(wanted, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{stamp} cannot be written ({error.strerror})", "free space") from error


def _as_good(project: Path, wish: Wish) -> list[str]:
    """Return the sums of installations that are what is wished for."""
    installers: tuple[Choice, ...] = ("pip", "uv") if wish.because else (wish.installer,)
    return [fingerprint(project, replace(wish, installer=each)) for each in installers]


def _recent_pip(shell: Shell, wish: Wish) -> None:
    """See that the environment has a pip that knows dependency groups."""
    python = str(interpreter(shell.project))
    env = variables(shell.project)
    said = _ask(shell.project, "-m", "pip", "--version")
    if said is None:  # uv makes environments without pip
        shell.say("install", "adding pip to .venv")
        shell.call("install", [python, "-m", "ensurepip", "--upgrade"], env)
        said = _ask(shell.project, "-m", "pip", "--version") or ""
    version = re.match(r"pip (\d+)\.(\d+)", said)
    if version is None or tuple(map(int, version.groups())) < _PIP:
        shell.say("install", "upgrading pip, which is too old for dependency groups")
        newer = f"pip>={'.'.join(map(str, _PIP))}"
        pip = [python, "-m", "pip", "install", "--upgrade", *_links(wish), newer]
        shell.call("install", pip, env)


def _ask(project: Path, *arguments: str) -> str | None:
    """Return the last line that the environment's Python prints; None when it fails."""
    said = [""]
    line = [str(interpreter(project)), *arguments]
    try:
        status = child.follow(line, cwd=project, env=variables(project), line=said.append)
    except OSError:
        return None
    return said[-1] if status == 0 else None


def _links(wish: Wish) -> list[str]:
    """Return the installer's options for a folder of wheels, absolute where it is one."""
    if wish.find_links is None:
        return []
    here = Path(wish.find_links)
    return ["--find-links", str(here.absolute()) if here.exists() else wish.find_links]


def _uv() -> str:
    """Return where uv is."""
    found = shutil.which("uv")
    if found is None:
        raise RunError("uv is not on the PATH", "install uv, or choose pip with --installer pip")
    return found


def _pyproject(project: Path) -> Mapping[str, Mapping[str, object]]:
    """Return the project's ``pyproject.toml``."""
    path = project / "pyproject.toml"
    try:
        return tomllib.loads(textfile.content(path).decode())
    except FileNotFoundError as error:
        raise RunError(
            f"{path} does not exist, so that nothing says how to install the project",
            "install and run it as its README says",
        ) from error
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror})", "check its mode") from error
    except RecursionError as error:
        raise RunError(f"{path} is nested too deeply", "put it right, then try again") from error
    except ValueError as error:
        raise RunError(f"{path} is not TOML ({error})", "put it right, then try again") from error


def fingerprint(project: Path, wish: Wish) -> str:
    """Return a sum over all that an installation depends on.

    The folder counts: an editable installation points to it, and a project can be moved.
    """
    constraint = None
    if wish.constraint is not None:
        try:
            constraint = textfile.content(wish.constraint).hex()
        except OSError as error:
            raise RunError(
                f"{redact.address(str(wish.constraint))} cannot be read ({error.strerror})",
                "check --constraint, which wants a file",
            ) from error
    parts = [
        str(project.absolute()),
        textfile.content(project / "pyproject.toml").hex() if _pyproject(project) else "",
        [wish.installer, wish.extras, wish.find_links, constraint],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
