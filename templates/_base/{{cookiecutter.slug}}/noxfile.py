#!/usr/bin/env -S uv run --script

# /// script
# dependencies = ["nox>=2025.2.9"]
# ///

"""Tasks: `nox` runs all of them, `nox -s tests` one, `nox -l` lists them."""

{% include "noxfile/imports.py" %}import nox

PYTHONS = [{% if cookiecutter.python != "3.13" %}"{{ cookiecutter.python }}", {% endif %}"3.13"]

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"

DEV = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "dev")


@nox.session
def lint(session: nox.Session) -> None:
    """Run every hook of .pre-commit-config.yaml."""
    session.install("pre-commit")
    session.run("pre-commit", "run", "--all-files", "--show-diff-on-failure", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the code and its tests."""
    session.install("-e", "{{ cookiecutter.__install }}", *DEV)
    session.run("mypy")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests."""
    session.install("-e", "{{ cookiecutter.__install }}", *DEV)
    session.run("pytest", *session.posargs)


@nox.session
def smoke(session: nox.Session) -> None:
    """Walk the whole path on a small configuration; only build/smoke/ is written."""
    session.install("-e", "{{ cookiecutter.__install }}")
    session.run("python", "-m", "{{ cookiecutter.package }}", "--profile", "smoke")


@nox.session
def showcase(session: nox.Session) -> None:
    """Hold README against what the last run measured."""
    session.install("-e", "{{ cookiecutter.__install }}", *DEV)
    session.run("pytest", "tests/test_readme.py")
{%- set sessions %}{% include "noxfile/sessions.py" %}{% endset %}
{%- if sessions | trim %}


{{ sessions | trim }}
{%- endif %}


if __name__ == "__main__":
    nox.main()
