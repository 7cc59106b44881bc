"""Compare portfolio-kit with Cookiecutter and Copier, side by side, and print ratios.

    make bench        (or: python benchmarks/compare.py --rivals FOLDER_OF_THEIR_COMMANDS)

Every line is a median over interleaved runs (A B C A B C ...), so that a machine that is busy
for a while is busy for all of them. Absolute times depend on the machine; ratios hardly do.
With ``--record`` (``make bench OPTIONS=--record``) the tables also go into the README's
``benchmarks`` region.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from portfolio_kit.carried import display, regions

HERE = Path(__file__).parent
KIT = str(Path(sys.executable).with_name("portfolio-kit"))
Action = Callable[[Path], None]


def run(command: Sequence[str], folder: Path) -> None:
    """Run a command to its end, quietly, in ``folder``."""
    subprocess.run(command, cwd=folder, check=True, capture_output=True, stdin=subprocess.DEVNULL)


def medians(actions: Mapping[str, Action], runs: int) -> dict[str, float]:
    """Return the median seconds of each action; each run has a folder of its own."""
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(runs + 1):
        for name, action in actions.items():
            with tempfile.TemporaryDirectory() as folder:
                start = time.perf_counter()
                action(Path(folder))
                if turn:  # the first run fills the caches of the disk
                    seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def command(*words: str) -> Action:
    """Return an action that runs one command."""
    return lambda folder: run(words, folder)


def committed(make: Sequence[str], project: str) -> Action:
    """Return an action that makes a project and commits it with git, as people do by hand."""

    def action(folder: Path) -> None:
        run(make, folder)
        for step in (("init",), ("add", "--all"), ("commit", "--message=feat: start")):
            run(("git", *step), folder / project)

    return action


def plain_templates(folder: Path) -> tuple[Path, Path, Path]:
    """Write the files of our default bake as a template for each tool: same files, same tags.

    Each file begins with one tag in a comment of its own, so that every tool has to render it.
    """
    run((KIT, "new", "federated", "slug=same", "--no-input", "--no-git"), folder)
    ours, cookie, copier = (folder / name for name in ("ours", "cookie", "copier"))
    for template, tag, slug in (
        (ours, "{{ cookiecutter.title }}", "{{cookiecutter.slug}}"),
        (cookie, "{{ cookiecutter.title }}", "{{cookiecutter.slug}}"),
        (copier, "{{ title }}", "{{slug}}"),
    ):
        for source in sorted((folder / "same").rglob("*")):
            if source.is_file() and source.name != ".portfolio-kit.json":
                target = template / slug / source.relative_to(folder / "same")
                target.parent.mkdir(parents=True, exist_ok=True)
                text = source.read_text(encoding="utf-8")
                raw = text.replace("{% raw %}", "").replace("{% endraw %}", "")
                target.write_text(f"{tag}\n{{% raw %}}{raw}{{% endraw %}}\n", encoding="utf-8")
    for template in (ours, cookie):
        (template / "cookiecutter.json").write_text('{"title": "Same", "slug": "same"}\n')
    (copier / "copier.yml").write_text(
        "_templates_suffix: ''\ntitle:\n  type: str\n  default: Same\n"
        "slug:\n  type: str\n  default: same\n"
    )
    return ours, cookie, copier


def startup(rivals: Path, runs: int) -> list[list[str]]:
    """Return how long each command line takes to say something, against an empty Python."""
    cases = {
        "python -c pass": (sys.executable, "-c", "pass"),
        "portfolio-kit --version": (KIT, "--version"),
        "portfolio-kit --help": (KIT, "--help"),
        "portfolio-kit list": (KIT, "list"),
        "cookiecutter --help": (str(rivals / "cookiecutter"), "--help"),
        "copier --help": (str(rivals / "copier"), "--help"),
    }
    found = medians({name: command(*words) for name, words in cases.items()}, runs)
    base = found["python -c pass"]
    return [[f"`{name}`", f"{seconds / base:.1f}"] for name, seconds in found.items()]


def baking(rivals: Path, runs: int) -> list[list[str]]:
    """Return what a committed project costs, against Cookiecutter and git by hand."""
    with tempfile.TemporaryDirectory() as folder:
        ours, cookie, copier = plain_templates(Path(folder))
        config = "".join(
            f'[[project]]\ntemplate = "federated"\nslug = "p{number}"\n' for number in range(10)
        )

        def ten(place: Path) -> None:
            (place / "portfolio.toml").write_text(config, encoding="utf-8")
            run((KIT, "build"), place)

        found = medians(
            {
                "cookiecutter, then git init, add, commit": committed(
                    (str(rivals / "cookiecutter"), "--no-input", str(cookie)), "same"
                ),
                "copier, then git init, add, commit": committed(
                    (str(rivals / "copier"), "copy", "-q", "--defaults", str(copier), "."), "same"
                ),
                "portfolio-kit new, the same files": command(KIT, "new", str(ours), "--no-input"),
                "portfolio-kit new federated": command(KIT, "new", "federated", "--no-input"),
                "portfolio-kit build, ten projects": ten,
            },
            runs,
        )
    by_hand, copied = list(found.values())[:2]
    return [
        [name, f"{seconds / by_hand:.2f}", f"{seconds / copied:.2f}"]
        for name, seconds in found.items()
    ]


def main() -> None:
    """Measure, print, and with ``--record`` put the tables into the README."""
    parser = argparse.ArgumentParser(description="Compare portfolio-kit with public tools.")
    parser.add_argument("--rivals", type=Path, required=True, help="where their commands are")
    parser.add_argument("--runs", type=int, default=15, help="interleaved runs of each")
    parser.add_argument("--record", action="store_true", help="write the tables into the README")
    arguments = parser.parse_args()
    rivals = arguments.rivals.absolute()
    if missing := [n for n in ("cookiecutter", "copier", "git") if not found(n, rivals)]:
        parser.error(f"not found: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as home:
        identity = "[user]\n\tname = Ada\n\temail = ada@example.org\n"
        (Path(home) / ".gitconfig").write_text(identity, encoding="utf-8")
        os.environ["HOME"] = home
        # pip compiles what it installs; a clone is compiled by the first run, which is not counted.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        tables = "\n\n".join(
            (
                display.table(["Start-up", "× `python -c pass`"], startup(rivals, arguments.runs)),
                display.table(
                    ["A committed project", "× Cookiecutter and git", "× Copier and git"],
                    baking(rivals, arguments.runs),
                ),
            )
        )
    print(tables)
    if arguments.record:
        readme = HERE.parent / "README.md"
        text = readme.read_text(encoding="utf-8")
        body = f"{tables}\n\nMedians of {arguments.runs} interleaved runs."
        readme.write_text(regions.splice(text, {"benchmarks": body}), encoding="utf-8")


def found(name: str, rivals: Path) -> bool:
    """Say whether a command is among the rivals or on the PATH."""
    return (rivals / name).exists() or shutil.which(name) is not None


if __name__ == "__main__":
    main()
