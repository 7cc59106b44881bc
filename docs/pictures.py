"""Make the pictures and the generated regions of our own README, from real commands.

    make docs         (or: python docs/pictures.py; needs Chromium on the PATH)

A project is baked and run in a temporary folder, so every picture shows what a person gets.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console
from rich.text import Text

from portfolio_kit.carried import display, regions
from portfolio_kit.cli import COMMANDS
from portfolio_kit.template import catalog

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
KIT = Path(sys.executable).with_name("portfolio-kit")
ADA = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "Ada Lovelace", "EMAIL": "ada@example.org"}.items()
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ font: 16px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: #1f2328;
  max-width: 860px; margin: 24px auto; padding: 0 32px; overflow-wrap: break-word; }}
@media (max-width: 767px) {{ body {{ padding: 0 16px; }} }}
h1 {{ font-size: 2em; border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; }}
h2 {{ border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; }}
img {{ max-width: 100%; }}
table {{ border-collapse: collapse; display: block; width: max-content; max-width: 100%;
  overflow: auto; }}
th, td {{ border: 1px solid #d1d9e0; padding: 6px 13px; }}
tr:nth-child(2n) {{ background: #f6f8fa; }}
code {{ background: #eff1f3; padding: .2em .4em; border-radius: 6px; font-size: 85%; }}
pre {{ background: #f6f8fa; padding: 16px; border-radius: 6px; overflow: auto; }}
pre code {{ padding: 0; }}
</style>{body}"""


def terminal(command: list[str], folder: Path, columns: int = 100) -> str:
    """Return what stays on a terminal of its own after ``command``, colours included."""
    above, below = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "60", **ADA}
    child = subprocess.Popen(command, cwd=folder, env=env, stdin=below, stdout=below, stderr=below)
    os.close(below)
    said = b""
    try:
        while chunk := os.read(above, 65536):
            said += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    if child.wait() != 0:
        raise SystemExit(f"{shlex.join(command)} failed:\n{said.decode()}")
    text = re.sub(r"\x1b\[\?\w+|\r", "", said.decode())
    # A line that lives is drawn over and over; what stays comes after its last erasure.
    return re.sub(r"(?m)^.*\x1b\[2K", "", re.sub(r".*\n\x1b\[1A\x1b\[2K", "", text))


def picture(name: str, commands: list[str], folder: Path) -> None:
    """Draw the terminal after several commands of ours as an SVG."""
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True)
    for number, line in enumerate(commands):
        console.print(Text.assemble("\n" * bool(number), ("$ ", "dim"), line))
        said = terminal([str(KIT), *shlex.split(line)[1:]], folder).replace(str(folder), "~")
        said = said.replace(sys.executable, "python3")  # where ours lies is nobody's business
        console.print(Text.from_ansi(said.rstrip("\n")))
    svg = console.export_svg(title="portfolio-kit", unique_id=name)
    # A font from somebody's server would be asked for on every view.
    svg = re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    (IMAGES / f"{name}.svg").write_text(svg, encoding="utf-8")


def page(project: Path) -> str:
    """Return a project's README as GitHub would show it, for a file in its ``build/``."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    body = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(readme)
    return PAGE.format(body=body).replace("figures/", "../figures/")


def screenshot(project: Path, name: str) -> None:
    """Take the first screen of a project's README, as a browser shows it, as ``name``."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("chromium is not on the PATH; install it, then try again")
    file = project / "build" / "readme.html"
    file.write_text(page(project), encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-sync", f"--user-data-dir={profile}", "--hide-scrollbars"),
                *("--window-size=940,1080", f"--screenshot={IMAGES / name}.png"),
                file.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def fill() -> None:
    """Fill our README's regions that the code itself knows."""
    commands = [[f"`portfolio-kit {name}`", line] for name, (_, line) in COMMANDS.items()]
    templates = [
        [f"`{known.name}`", known.description, ", ".join(known.frameworks), f"{known.minutes:g}"]
        for known in catalog.builtins()
    ]
    head = ["Template", "What it demonstrates", "Frameworks", "Minutes"]
    bodies = {
        "commands": display.table(["Command", "What it does"], commands),
        "templates": display.table(head, templates),
    }
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(regions.splice(text, bodies, force=True), encoding="utf-8")


def main() -> None:
    """Make everything anew."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    fill()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture("terminal-list", ["portfolio-kit list"], folder)
        # The one that README shows above the picture.
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        (line,) = re.findall(r"^portfolio-kit new .*--no-input$", readme, re.MULTILINE)
        picture("terminal-new", [line, "portfolio-kit run federated-digits"], folder)
        screenshot(folder / "federated-digits", "readme-federated")
        for template in ("xai", "security"):
            new = [str(KIT), "new", template, f"slug={template}", "--no-input", "--quiet", "--run"]
            terminal(new, folder)
            screenshot(folder / template, f"readme-{template}")


if __name__ == "__main__":
    main()
