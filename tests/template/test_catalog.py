"""Where templates come from."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import portfolio_kit
from portfolio_kit.answers import context
from portfolio_kit.config.config import Value
from portfolio_kit.errors import RepositoryError, TemplateError
from portfolio_kit.git import address, aside, mirror
from portfolio_kit.git.address import Address
from portfolio_kit.system import lock
from portfolio_kit.template import catalog, kit_keys
from portfolio_kit.template.template import Template

Write = Callable[[Mapping[str, Any]], Path]
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write ``{folder: entries of its cookiecutter.json}`` under one folder and return it."""

    def make(folders: Mapping[str, Any]) -> Path:
        for name, entries in folders.items():
            folder = tmp_path / "digits" / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "cookiecutter.json").write_text(json.dumps(entries), encoding="utf-8")
        return tmp_path / "digits"

    return make


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of built-in templates, two of them."""
    root = tmp_path / "ours"
    entries = {
        ".": {
            "templates": {
                "federated": {"path": "./federated", "title": "Federated", "description": "FL"},
                "xai": {"path": "./xai", "title": "Explained"},
            }
        },
        "federated": {"title": "x"},
        "xai": {"title": "y", "_portfolio_kit": {"title": "Own", "description": "own words"}},
    }
    for name, said in entries.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "cookiecutter.json").write_text(json.dumps(said))
    monkeypatch.setattr(catalog, "builtin_root", lambda: root)
    return root


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def served(write: Write) -> Path:
    """A git repository with a template at its top, a tag, and a branch with a slash."""
    root = write({".": {"name": "one"}, "deep/sub": {"name": "sub"}})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "tag", "v1")
    write({".": {"name": "two"}})
    git(root, "commit", "-qam", "two")
    git(root, "branch", "feature/x")
    return root


def files_in(folder: Path) -> set[str]:
    """Return the paths of all files, except those that git keeps."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix() for path in paths}
    return {name for name in names if "/.git/" not in name}


def default_name(template: Template) -> object:
    return template.questions[0].default


def test_the_builtin_templates_are_found_in_a_checkout() -> None:
    assert catalog.builtin_root() == CHECKOUT / "templates"


def test_every_builtin_template_is_well_formed() -> None:
    for template in catalog.builtins():
        for root in {template.root, *(layer.root for layer in template.layers)}:
            path = root / "cookiecutter.json"
            if path.is_file():
                entries = json.loads(path.read_text(encoding="utf-8"))
                kit_keys.refuse(entries, root)
                help_and_rules = entries.get("_portfolio_kit", {})
                kit_keys.check(help_and_rules, template.questions, root)
        assert template.description
        assert template.version
        assert template.command
        for question in template.questions:
            jsonschema_rs.validator_for(dict(question.schema))


def test_the_defaults_of_every_builtin_template_are_answers() -> None:
    for template in catalog.builtins():
        known = {"author_name": "Ada Lovelace", "author_email": "ada@example.org"}
        answers = {name: Value(value, "argument") for name, value in known.items()}

        assert context.resolve(template, answers, private={})["slug"]


def test_the_builtin_templates_are_found_in_a_wheel(tmp_path: Path) -> None:
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(tmp_path)!r}))"
    made = subprocess.run(
        [sys.executable, "-c", build], cwd=CHECKOUT, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*install, "--no-build-isolation", "--target", str(target), str(tmp_path / made)],
        check=True,
        capture_output=True,
    )
    code = "from portfolio_kit.template import catalog; print(catalog.builtin_root())"
    new = [sys.executable, "-m", "portfolio_kit", "new", "federated", "--quiet", "--no-input"]
    env = {**os.environ, "PYTHONPATH": str(target)}

    said = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=env,
    )
    subprocess.run([*new, "--output", str(tmp_path / "installed")], env=env, cwd="/", check=True)
    subprocess.run([*new, "--output", str(tmp_path / "checkout")], cwd=CHECKOUT, check=True)

    shipped = target / "portfolio_kit" / "templates"
    assert said.stdout.strip() == str(shipped)
    compiled = {name for name in files_in(shipped) if "__pycache__" in name}
    assert compiled, "pip no longer compiles templates: nothing needs to be left out"
    assert files_in(shipped) - compiled == {
        name for name in files_in(CHECKOUT / "templates") if "__pycache__" not in name
    }
    assert files_in(tmp_path / "installed") == files_in(tmp_path / "checkout")


def test_a_package_without_templates_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "a" / "b" / "portfolio_kit"
    monkeypatch.setattr(portfolio_kit, "__file__", str(package / "__init__.py"))

    with pytest.raises(TemplateError, match="has no templates; install portfolio-kit anew"):
        catalog.builtin_root()


def test_templates_in_the_package_come_before_those_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "portfolio_kit"
    (package / "templates").mkdir(parents=True)
    (package / "templates" / "cookiecutter.json").write_text("{}")
    monkeypatch.setattr(portfolio_kit, "__file__", str(package / "__init__.py"))

    assert catalog.builtin_root() == package / "templates"


def test_builtin_templates_are_described_by_the_index_or_themselves(ours: Path) -> None:
    federated, xai = catalog.builtins()

    assert (federated.title, federated.description) == ("Federated", "FL")
    assert (xai.title, xai.description) == ("Own", "own words")
    assert federated.builtin
    assert federated.root == ours / "federated"


def test_a_builtin_name_comes_before_a_folder_of_that_name(
    ours: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "xai").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")

    assert catalog.find("xai", cache=cache).root == ours / "xai"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("federatd", "'federatd' is neither .*; did you mean 'federated'[?]$"),
        ("zzz", "nor a git URL; the built-in ones are: federated, xai$"),
        ("file.txt", "nor a git URL; give its folder$"),
        ("-x", "'-x' is an option; give a name, a folder or a URL$"),
        ("--upload-pack=touch x", "is an option"),
        ("ext::sh -c touch", "would run a command; give an https or ssh URL$"),
        ("svn://host/x", "svn is no transport of ours; use one of: https, http, ssh, git, file$"),
        ("ssh://-oProxyCommand=x/y", "is no address of a repository"),
        ("git@-oProxy:x", "is no address of a repository"),
        ("https://host/a b", "is no address of a repository"),
        ("https://host/x.zip", "is an archive; unpack it and give the folder$"),
        ("https://host/x@", "'' is no branch, tag or commit; write URL@ref$"),
        ("https://host/x@-f", "'-f' is no branch, tag or commit"),
    ],
)
@pytest.mark.usefixtures("ours")
def test_a_reference_that_cannot_be_a_template_is_refused(
    cache: Path, home: Path, monkeypatch: pytest.MonkeyPatch, reference: str, said: str
) -> None:
    monkeypatch.chdir(home)
    (home / "file.txt").touch()

    with pytest.raises(TemplateError, match=said):
        catalog.find(reference, cache=cache)

    assert not cache.exists()


def test_a_builtin_template_has_no_folders_to_choose_from(ours: Path, cache: Path) -> None:
    with pytest.raises(TemplateError, match="xai is one template; leave 'sub' out"):
        catalog.find("xai", cache=cache, directory="sub")


@pytest.mark.parametrize(
    ("reference", "url", "ref"),
    [
        ("https://host/me/x", "https://host/me/x", None),
        ("https://host/me/x.git@v1", "https://host/me/x.git", "v1"),
        ("https://me:key@host/x", "https://me:key@host/x", None),
        ("https://me:key@host/x@feature/y", "https://me:key@host/x", "feature/y"),
        ("https://host/@scope/x", "https://host/@scope/x", None),
        ("https://host/@scope/x@v1", "https://host/@scope/x", "v1"),
        ("https://host", "https://host", None),
        ("git+https://host/x@v1", "https://host/x", "v1"),
        ("git@host:me/x.git", "git@host:me/x.git", None),
        ("git@host:me/x.git@v1", "git@host:me/x.git", "v1"),
        ("ssh://git@host:22/me/x@v1", "ssh://git@host:22/me/x", "v1"),
        ("gh:me/x", "https://github.com/me/x.git", None),
        ("gh:me/x@v1", "https://github.com/me/x.git", "v1"),
        ("gl:me/x", "https://gitlab.com/me/x.git", None),
        ("bb:me/x", "https://bitbucket.org/me/x", None),
    ],
)
def test_a_ref_follows_the_at_sign_that_is_no_user(
    reference: str, url: str, ref: str | None
) -> None:
    assert address.parse(reference) == Address(url, ref)


def test_a_file_url_may_hold_an_at_sign(tmp_path: Path) -> None:
    (tmp_path / "a@b").mkdir()
    url = f"file://{tmp_path}/a@b"

    assert address.parse(url) == Address(url, None)
    assert address.parse(f"{url}@v1") == Address(url, "v1")


@pytest.mark.parametrize("reference", ["federated", "./x", "a/b", "C:\\x", "C:/x", "x.git", "@x"])
def test_names_and_folders_are_no_addresses(reference: str) -> None:
    assert address.parse(reference) is None


@pytest.mark.parametrize(
    ("url", "shown", "name"),
    [
        ("https://me:key@host/me/x.git", "https://host/me/x.git", "x"),
        ("HTTPS://key@host/x/", "HTTPS://host/x/", "x"),
        ("ssh://git:key@host/x", "ssh://git@host/x", "x"),
        ("git@host:x y", "git@host:x y", "x-y"),
        ("https://host/..", "https://host/..", "template"),
    ],
)
def test_a_secret_in_an_address_is_not_shown(url: str, shown: str, name: str) -> None:
    assert (Address(url, None).shown, Address(url, None).name) == (shown, name)


def test_a_folder_is_a_template(write: Write, ours: Path, cache: Path) -> None:
    found = catalog.find(str(write({".": {"name": "x"}})), cache=cache)

    assert (found.name, found.builtin, found.origin.url) == ("digits", False, None)


def test_the_working_folder_has_its_own_name(
    write: Write, ours: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write({".": {"name": "x"}}))

    assert catalog.find(".", cache=cache).name == "digits"


INDEX = {
    "templates": {
        "Package": {"path": "./package", "title": "A package", "description": "with tests"},
        "script": {"path": "scripts/one", "description": "one file"},
    }
}
OLD = {"template": ["Package (./package)", "script (scripts/one)"]}
NESTED = {"package": {"name": "p"}, "scripts/one": {"name": "s"}}


@pytest.mark.parametrize("index", [INDEX, OLD])
@pytest.mark.parametrize(
    ("nested", "expected"),
    [("Package", "p"), ("package", "p"), ("./package", "p"), ("script", "s"), ("one", "s")],
)
@pytest.mark.usefixtures("ours")
def test_one_of_several_templates_is_chosen_by_name_or_path(
    write: Write, cache: Path, index: dict[str, Any], nested: str, expected: str
) -> None:
    root = write({".": index, **NESTED})

    found = catalog.find(str(root), cache=cache, nested=nested)

    assert default_name(found) == expected
    assert found.name in {"Package", "script"}


def test_an_index_describes_its_templates(write: Write, ours: Path, cache: Path) -> None:
    found = catalog.find(str(write({".": INDEX, **NESTED})), cache=cache, nested="Package")

    assert (found.title, found.description) == ("A package", "with tests")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, "digits holds several templates; choose one with --template: Package, script$"),
        ({"nested": "pakage"}, "holds no template 'pakage'; did you mean 'Package'"),
        ({"nested": "zzz"}, "holds no template 'zzz'; choose one of: Package, script$"),
        ({"directory": "package", "nested": "x"}, "package is one template, .* leave 'x' out"),
        ({"directory": ".."}, "'..' leaves digits; give a folder inside it"),
        ({"directory": "/"}, "'/' leaves digits"),
        ({"directory": "gone"}, "digits has no folder 'gone'; .*: package, scripts/one$"),
        ({"directory": "scripts"}, "scripts has no cookiecutter.json; .*: one$"),
    ],
)
def test_a_wrong_choice_among_templates_says_what_there_is(
    write: Write, ours: Path, cache: Path, how: dict[str, Any], said: str
) -> None:
    root = write({".": INDEX, **NESTED})

    with pytest.raises(TemplateError, match=said):
        catalog.find(str(root), cache=cache, **how)


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ({"a": {"path": "../x"}}, "'../x' leaves digits"),
        ({"a": {"path": "gone"}}, "digits has no folder 'gone'"),
        ({"a": {"path": "empty"}}, "a has no cookiecutter.json; its list of templates names a"),
        ({"a": {}}, "templates.a.path is missing; add it \\(The template's folder, such as"),
        ({"a": "x"}, 'templates.a is "x"; give an object with the path of a template'),
    ],
)
def test_a_broken_index_is_refused(
    write: Write, ours: Path, cache: Path, index: dict[str, Any], said: str
) -> None:
    root = write({".": {"templates": index}})
    (root / "empty").mkdir()

    with pytest.raises(TemplateError, match=said):
        catalog.find(str(root), cache=cache, nested="a")


def test_a_question_called_template_is_no_index(write: Write, ours: Path, cache: Path) -> None:
    found = catalog.find(str(write({".": {"template": ["small", "large"]}})), cache=cache)

    assert found.questions[0].choices == ("small", "large")


def test_an_empty_folder_is_no_template(ours: Path, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(
        TemplateError, match=r"empty has no cookiecutter.json; give the folder of a"
    ):
        catalog.find(str(tmp_path / "empty"), cache=cache)


def test_a_clone_is_pinned_to_its_commit(served: Path, ours: Path, cache: Path) -> None:
    found = catalog.find(f"file://{served}", cache=cache)

    assert default_name(found) == "two"
    assert (found.name, found.note) == ("digits", None)
    assert found.origin.commit == git(served, "rev-parse", "HEAD")
    assert (found.origin.url, found.origin.ref) == (f"file://{served}", None)
    assert git(found.root, "rev-parse", "HEAD") == found.origin.commit
    assert git(found.root, "remote") == "origin"


@pytest.mark.parametrize(("ref", "expected"), [("v1", "one"), ("feature/x", "two")])
def test_a_ref_is_checked_out(
    served: Path, ours: Path, cache: Path, ref: str, expected: str
) -> None:
    found = catalog.find(f"file://{served}@{ref}", cache=cache)

    assert (default_name(found), found.origin.ref) == (expected, ref)


def test_a_template_may_lie_in_a_folder_of_a_repository(
    served: Path, ours: Path, cache: Path
) -> None:
    found = catalog.find(f"file://{served}", cache=cache, directory="deep/sub")

    assert (default_name(found), found.name, found.origin.directory) == ("sub", "sub", "deep/sub")


def test_a_layer_elsewhere_in_a_clone_is_fine_and_one_outside_is_not(
    served: Path, ours: Path, cache: Path, write: Write
) -> None:
    layers = [{"path": "../.."}, {"path": "."}]
    write({"deep/sub": {"_portfolio_kit": {"layers": layers}}})
    git(served, "commit", "-qam", "layers")

    found = catalog.find(f"file://{served}", cache=cache, directory="deep/sub")

    assert default_name(found) == "two"
    write({"deep/sub": {"_portfolio_kit": {"layers": [{"path": "../../.."}]}}})
    git(served, "commit", "-qam", "outside")
    with pytest.raises(TemplateError, match=r"layer '../../..' lies outside"):
        catalog.find(f"file://{served}", cache=cache, directory="deep/sub")


def test_a_new_commit_is_fetched(served: Path, ours: Path, cache: Path, write: Write) -> None:
    catalog.find(f"file://{served}", cache=cache)
    write({".": {"name": "three"}})
    git(served, "commit", "-qam", "three")

    assert default_name(catalog.find(f"file://{served}", cache=cache)) == "three"


@pytest.mark.parametrize("gone", [True, False])
def test_another_default_branch_is_followed(
    served: Path, ours: Path, cache: Path, write: Write, *, gone: bool
) -> None:
    catalog.find(f"file://{served}", cache=cache)
    git(served, *(["branch", "-m", "trunk"] if gone else ["checkout", "-qb", "trunk"]))
    write({".": {"name": "three"}})
    git(served, "commit", "-qam", "three")

    assert default_name(catalog.find(f"file://{served}", cache=cache)) == "three"


def test_without_a_network_the_clone_of_last_time_is_used_and_said(
    served: Path, ours: Path, cache: Path
) -> None:
    commit = catalog.find(f"file://{served}", cache=cache).origin.commit
    served.rename(served.with_name("away"))

    found = catalog.find(f"file://{served}", cache=cache)

    assert commit
    assert default_name(found) == "two"
    assert found.note == (
        f"file://{served} cannot be reached ('{served}' does not appear to be a git repository); "
        f"using the clone of last time, at commit {commit[:12]}"
    )


def test_a_pinned_commit_that_is_there_needs_no_network(
    served: Path, ours: Path, cache: Path
) -> None:
    first = git(served, "rev-parse", "v1")
    catalog.find(f"file://{served}", cache=cache)
    served.rename(served.with_name("away"))

    found = catalog.find(f"file://{served}@{first}", cache=cache)

    assert (default_name(found), found.note) == ("one", None)
    with pytest.raises(RepositoryError, match="copy of last time has no branch, tag or commit 'f"):
        catalog.find(f"file://{served}@{'f' * 40}", cache=cache)


def test_a_first_use_without_a_network_is_one_line_and_leaves_nothing(
    ours: Path, cache: Path, tmp_path: Path
) -> None:
    with pytest.raises(RepositoryError) as caught:
        catalog.find(f"file://{tmp_path}/gone", cache=cache)

    assert len(caught.value.lines) == 1
    assert "\n" not in str(caught.value)
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_a_password_is_in_no_message(
    ours: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(url: str, into: Path, *, asks: bool) -> None:
        raise RepositoryError(f"cannot clone {url}: no such host, and not by secret")

    monkeypatch.setattr(mirror, "clone", refuse)

    with pytest.raises(RepositoryError, match=r"https://\*{3}@host/x: .* and not by \*{3}$"):
        catalog.find("https://ada:secret@host/x", cache=cache)


def test_a_ref_that_is_not_there_is_said(served: Path, ours: Path, cache: Path) -> None:
    with pytest.raises(RepositoryError, match="has no branch, tag or commit 'v9'"):
        catalog.find(f"file://{served}@v9", cache=cache)


def test_a_cache_that_cannot_be_written_is_said(served: Path, ours: Path, cache: Path) -> None:
    cache.write_text("a file")

    with pytest.raises(TemplateError, match=f"cannot write the cache {cache}: "):
        catalog.find(f"file://{served}", cache=cache)


def test_many_at_once_get_the_same_clone(served: Path, ours: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from portfolio_kit.git import clones; "
        "from portfolio_kit.git.address import Address; "
        f"print(clones.get(Address('file://{served}', None), Path({str(cache)!r})).commit)"
    )
    command = [sys.executable, "-c", code]

    with ThreadPoolExecutor(4) as pool:
        runs = [
            pool.submit(subprocess.run, command, capture_output=True, text=True, check=True)
            for _ in range(4)
        ]
    said = {run.result().stdout.strip() for run in runs}

    assert said == {git(served, "rev-parse", "HEAD")}
    assert len(list((cache / "clones").iterdir())) == 1
    (clone,) = (cache / "clones").iterdir()
    git(clone, "fsck", "--strict")


def test_what_another_process_is_making_is_waited_for_and_kept(tmp_path: Path) -> None:
    target, made = tmp_path / "clone", []

    def slow(into: Path) -> None:
        into.mkdir()
        time.sleep(0.2)
        made.append(into)

    with ThreadPoolExecutor(3) as pool:
        for _ in range(3):
            pool.submit(aside.make, target, slow)

    assert len(made) == 1
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_clone_left_is_swept_by_the_next_and_a_living_ones_stays(
    tmp_path: Path,
) -> None:
    code = (
        "import os, signal; from pathlib import Path; from portfolio_kit.git import aside\n"
        "def die(into):\n"
        "    into.mkdir(); (into / 'half').touch(); os.kill(os.getpid(), signal.SIGKILL)\n"
        f"aside.make(Path({str(tmp_path / 'killed')!r}), die)"
    )
    env = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    subprocess.run([sys.executable, "-c", code], check=False, env=env)
    assert list(tmp_path.glob(".partial-killed/killed-*/half"))
    (tmp_path / ".partial-living").mkdir()
    living = lock.hold(tmp_path / ".partial-living.lock")
    assert living is not None

    with living:
        aside.make(tmp_path / "next", lambda into: into.mkdir())

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".partial-living",
        ".partial-living.lock",
        "next",
    ]


def test_a_fetch_waits_for_the_one_of_another_process(
    served: Path, ours: Path, cache: Path
) -> None:
    catalog.find(f"file://{served}", cache=cache)
    (clone,) = (cache / "clones").iterdir()
    other = lock.hold(clone.with_name(f".partial-{clone.name}.lock"))
    assert other is not None

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(catalog.find, f"file://{served}", cache=cache)
        time.sleep(0.2)
        waited = not waiting.done()
        other.close()

    assert waited
    assert waiting.result().note is None


def test_a_failing_rename_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        aside.make(tmp_path / "clone", lambda _: None)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_reference_is_not_the_working_folder(ours: Path, cache: Path) -> None:
    with pytest.raises(TemplateError, match=r"^'' is neither a built-in template"):
        catalog.find("", cache=cache)
