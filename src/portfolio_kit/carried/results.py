"""From a run into the project: results, figures, manifest, README."""

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import skills, story
from .files import file_sum, rewrite, write
from .headline import judged
from .manifest import Manifest, recorded, same_results, volatile_paths
from .readme import bodies, page, refresh

PAGE = "results/README.md"
NAME = "showcase.json"
OWNERS = "results/files.json"  # which part wrote which files
_PASSING = ("results/timings.json", PAGE, NAME)  # which hold times, among others


Owners = dict[str, list[str]]


def stage(root: Path, profile: str) -> Path:
    """Return ``build/<profile>``, emptied, with the folders that a run writes into."""
    staged = root / "build" / profile
    shutil.rmtree(staged, ignore_errors=True)
    for name in ("results", "figures"):
        (staged / name).mkdir(parents=True)
    return staged


def fill(readme: Path, manifest: Manifest) -> bool:
    """Fill the regions of ``readme`` from ``manifest``; return whether the file changed."""
    texts = bodies(manifest)
    old, new = rewrite(readme, lambda text: refresh(text, texts))
    return old != new


def publish(
    root: Path, staged: Path, manifest: Manifest, *, tables: str = "", record: bool = False
) -> bool:
    """Put what a run wrote under ``staged`` into the project; return whether a file changed.

    To the manifest are added the figures' sums, the skills and the story; its headline is judged,
    and the page of the results written. A smoke run stays where it is. A run that measured the
    same again, apart from times, changes nothing unless ``record`` renews them. What a part wrote
    that is none any more goes.

    Args:
        root: the project.
        staged: where the run wrote results and figures.
        manifest: its ``headline`` has ids in braces where its numbers will stand.
        tables: Markdown for the end of the page of the results.
        record: renew times and provenance too.

    Raises:
        ShowcaseError: the headline is none, or README could not be filled; everything else is in
            place by then.
    """
    new = _whole(root, staged, manifest)
    content = json.dumps(new, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write(staged / NAME, content.encode())
    write(staged / PAGE, page(new, tables).encode())
    if new["run"]["profile"] == "smoke":
        return False
    files = [path for path in sorted(staged.rglob("*")) if path.is_file()]
    moves = {root / path.relative_to(staged): path.read_bytes() for path in files}
    passing = {root / path for path in (*_PASSING, *volatile_paths(new))}
    lasts = all(p.exists() and (p in passing or p.read_bytes() == moves[p]) for p in moves)
    old = recorded(root / NAME)
    if old and lasts and not record and same_results(old, new):
        if old["run"]["profile"] != new["run"]["profile"]:  # a study has more tables
            return fill(root / "README.md", old)
        new, moves = old, {root / PAGE: page(old, tables).encode()}
    gone = [path for path in _owned(root) - _owned(staged) if (root / path).is_file()]
    changed = [write(path, moves[path]) for path in moves]
    for path in gone if root / OWNERS in moves else ():
        (root / path).unlink()
    return fill(root / "README.md", new) or any(changed)


def owners(
    root: Path, written: Iterable[tuple[str, Sequence[str]]], parts: Iterable[str], later: set[str]
) -> Owners:
    """Return which files are which part's; of those measured ``later``, what they wrote before."""
    known = {part: {*paths} for part, paths in _owners(root).items() if part in later}
    for part, paths in written:
        known.setdefault(part, set()).update(paths)
    return {part: sorted(known[part]) for part in parts if part in known}


def _owners(root: Path) -> Owners:
    try:
        found = dict(json.loads((root / OWNERS).read_bytes()))
    except (OSError, TypeError, ValueError):  # never written, or not by a run
        return {}
    return {part: [*map(str, paths)] for part, paths in found.items() if isinstance(paths, list)}


def _owned(root: Path) -> set[str]:
    """Return the files that are some part's, none of them outside of the two folders."""
    paths = (path for paths in _owners(root).values() for path in paths)
    return {path for path in paths if re.fullmatch(r"(results|figures)/[\w-]+\.\w+", path)}


def _whole(root: Path, staged: Path, manifest: Manifest) -> Manifest:
    """Return the manifest with what is not for a report to say."""
    shorts = {metric["id"]: metric["short"] for metric in manifest["metrics"]}
    told = story.read(root, shorts, manifest["provenance"]["commit"])
    told = story.kept(told, (recorded(root / NAME) or {}).get("story"))
    return {
        **manifest,
        "headline": judged(manifest["headline"], manifest["metrics"], manifest.get("data", ())),
        **({"story": told} if told else {}),
        "skills": skills.resolved(root, shorts),
        "figures": [{**f, "sha256": file_sum(staged / f["path"])} for f in manifest["figures"]],
    }


def write_json(path: Path, document: object) -> None:
    """Write JSON with one line for each innermost list: small, and a diff can be read."""
    whole = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    short = re.sub(r"\[[^\[\]{}]+\]", lambda found: " ".join(found[0].split()), whole)
    write(path, f"{short}\n".encode())
