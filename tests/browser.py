"""A README in a browser: how high and how wide it is where people read it."""

import html
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import ModuleType

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP, PHONE = 1280, 390  # pixels
SECONDS = 120

# A frame is as narrow as it is told to be; a window of a headless browser is not.
FRAMES = """<!doctype html><meta charset="utf-8">
<iframe id="desktop" width="{desktop}" height="900" frameborder="0" srcdoc="{page}"></iframe>
<iframe id="phone" width="{phone}" height="900" frameborder="0" srcdoc="{page}"></iframe>
<script>
onload = () => {{
  const found = {{}};
  for (const name of ["desktop", "phone"]) {{
    const {{contentWindow: view, contentDocument: page}} = document.getElementById(name);
    const heads = [...page.querySelectorAll("h2")].filter(h => h.textContent == {heading});
    found[name] = {{
      top: heads.length == 1 ? heads[0].getBoundingClientRect().top : null,
      needs: page.documentElement.scrollWidth,
      has: view.innerWidth,
      figures: [...page.images].map(image => image.naturalWidth),
    }};
  }}
  document.body.textContent = "measured " + JSON.stringify(found) + " measured";
}};
</script>"""


def chromium() -> str:
    """Return where the browser is; a machine that only develops may have none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    missing = f"no browser on the PATH; install one of: {', '.join(NAMES)}"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def pictures() -> ModuleType:
    """Return ``docs/pictures.py``, which shows READMEs as GitHub does."""
    path = Path(__file__).parents[1] / "docs" / "pictures.py"
    spec = importlib.util.spec_from_file_location("pictures", path)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def layout(project: Path, heading: str) -> dict[str, dict[str, object]]:
    """Return where ``heading`` stands in a project's README, by screen, and how wide that is."""
    browser = chromium()
    page = html.escape(pictures().page(project))
    text = FRAMES.format(desktop=DESKTOP, phone=PHONE, page=page, heading=json.dumps(heading))
    file = project / "build" / "frames.html"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-sync", f"--user-data-dir={profile}", "--hide-scrollbars"),
                *("--dump-dom", file.as_uri()),
            ],
            check=True,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    said = re.search(r"measured (\{.*\}) measured", done.stdout)
    assert said, done.stdout[-2000:]
    return dict(json.loads(html.unescape(said[1])))
