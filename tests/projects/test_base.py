"""The base layer: texts of others are verbatim, names are safe, exceptions are listed."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from projects import TEMPLATES

from portfolio_kit.answers import context
from portfolio_kit.answers.fill import clashes
from portfolio_kit.carried import regions
from portfolio_kit.cli.terminal import display
from portfolio_kit.config.config import Value
from portfolio_kit.render import render
from portfolio_kit.template import catalog, template

ROOT = catalog.builtin_root()
BASE = ROOT / "_base"
PROJECT = BASE / "{{cookiecutter.slug}}"
FILES = [path for path in sorted(ROOT.rglob("*")) if path.is_file()]
NAMES = sorted(json.loads((ROOT / "cookiecutter.json").read_text(encoding="utf-8"))["templates"])

YEAR, AUTHOR = "{{ cookiecutter._year }}", "{{ cookiecutter.author_name }}"

#: Where each text of others comes from, its placeholders, and the sum of the original. Of the
#: SPDX texts, spaces at line ends and line breaks around the whole are left out.
VERBATIM = {
    # npm, spdx-license-list 6.12.0, licenses/MIT.json
    "templates/licenses/MIT.txt": (
        {YEAR: "<year>", AUTHOR: "<copyright holders>"},
        "b05785f9f18e6716bab63424b11454513b9943a222595b70411009202fc592b5",
    ),
    # npm, spdx-license-list 6.12.0, licenses/BSD-3-Clause.json
    "templates/licenses/BSD-3-Clause.txt": (
        {YEAR: "<year>", AUTHOR: "<owner>"},
        "3cf06aba3588c41c514f6946bb2d757b413ff6491647d474800f55edca75dcb4",
    ),
    # Debian, /usr/share/common-licenses/Apache-2.0
    "templates/licenses/Apache-2.0.txt": (
        {},
        "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
    ),
    # npm, spdx-license-list 6.12.0, licenses/CC-BY-4.0.json
    "{{cookiecutter.slug}}/LICENSES/CC-BY-4.0.txt": (
        {},
        "d557539df68e771cc1eedcc91d13f70fca930e508d11eedcafa4b15db49e3744",
    ),
    # Contributor Covenant 2.1, CC BY 4.0; PyPI, mkdocstrings 1.0.8 (sdist), CODE_OF_CONDUCT.md
    "{{cookiecutter.slug}}/CODE_OF_CONDUCT.md": (
        {"{{ cookiecutter.author_email }}": "[INSERT CONTACT METHOD]"},
        "369bf7301883368fc19203bd0f1233fed2b83f0378ad19c4d0708bf61925339b",
    ),
}

#: Every exception to a rule of a linter that stands in code: template, file, rules.
EXCEPTIONS = {
    ("_base", "provenance.py"): {"nosec B404", "noqa S603", "nosec B603"},
    ("federated", "processes.py"): {"nosec B404", "noqa S603", "nosec B603"},
    ("security", "processes.py"): {"nosec B404", "noqa S603", "nosec B603"},
    ("security", "provenance.py"): {"nosec B404", "noqa S603", "nosec B603"},
    ("xai", "provenance.py"): {"nosec B404", "noqa S603", "nosec B603"},
    ("xai", "test_network.py"): {"noqa S301"},
}

#: Every exception that stands in a project's configuration: where, what, how often.
CONFIGURED = {
    "tool.ruff.lint.ignore": ["D105", "PLR2004", "UP047"],
    "tool.ruff.lint.per-file-ignores": [
        "src/{package}/__main__.py: T201",
        "src/{package}/showcase/command.py: T201",
        "tests/test_*.py: S101",
    ],
    "tool.coverage.run.omit": ["*/{package}/showcase/*"],
    "tool.deptry.per_rule_ignores": ["DEP004: nox"],
    "tool.mypy.overrides": [
        "sklearn.* optax.*: ignore_missing_imports",
        "interpret.* joblib.* shap.* sklearn.* optax.*: ignore_missing_imports",
        "scipy.* sklearn.* stix2.* stix2patterns.* optax.*: ignore_missing_imports",
    ],
}

Bake = Callable[..., Path]


@pytest.fixture
def bake(tmp_path: Path) -> Bake:
    """Render a built-in template with some answers and return the project."""

    def make(name: str = NAMES[0], story: Any = None, **answers: str) -> Path:
        chosen = template.load(ROOT / name, builtin=True)
        given = {"author_name": "Ada Lovelace", "author_email": "ada@example.org", **answers}
        resolved = context.resolve(
            chosen,
            {question: Value(answer, "argument") for question, answer in given.items()},
            private=context.private(chosen, datetime(2026, 2, 3, tzinfo=UTC), story or {}),
        )
        return render.render(chosen, resolved, tmp_path).project

    return make


# Texts of others ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VERBATIM)
def test_a_text_of_others_is_theirs_letter_by_letter(name):
    placeholders, original = VERBATIM[name]
    text = (BASE / name).read_text(encoding="utf-8")

    for ours, theirs in placeholders.items():
        assert text.count(ours) == 1
        text = text.replace(ours, theirs)

    assert hashlib.sha256(text.encode()).hexdigest() == original


@pytest.mark.parametrize(
    ("answer", "spdx"),
    [
        ("MIT", "MIT"),
        ("Apache-2.0", "Apache-2.0"),
        ("BSD-3-Clause", "BSD-3-Clause"),
        ("none", "LicenseRef-All-Rights-Reserved"),
    ],
)
def test_a_project_has_the_licence_that_was_chosen_everywhere(bake, answer, spdx):
    project = bake(license=answer)

    assert {path.stem for path in (project / "LICENSES").iterdir()} >= {spdx, "CC-BY-4.0"}
    assert (project / "LICENSE").read_bytes() == (project / f"LICENSES/{spdx}.txt").read_bytes()
    assert toml(project / "pyproject.toml")["project"]["license"] == spdx
    licences = [a["SPDX-License-Identifier"] for a in toml(project / "REUSE.toml")["annotations"]]
    assert licences[0] == spdx
    cited = yaml.safe_load(read(project / "CITATION.cff")).get("license")
    assert cited == (None if answer == "none" else answer)
    if answer != "Apache-2.0":  # whose text names nobody
        assert "2026 Ada Lovelace" in read(project / "LICENSE")


# Names and texts of the templates ----------------------------------------------------------------


def test_no_path_holds_a_character_that_windows_refuses():
    paths = [str(path.relative_to(ROOT)) for path in FILES]

    assert [path for path in paths if re.search(r'[<>:"|?*\\]', path)] == []


def test_no_name_holds_jinja_beyond_slug_and_package():
    found = {
        tag
        for path in FILES
        for tag in re.findall(r"\{[{%#].*?[}%#]\}", str(path.relative_to(ROOT)))
    }

    assert found == {"{{cookiecutter.slug}}", "{{cookiecutter.package}}"}


@pytest.mark.parametrize("name", NAMES)
def test_every_include_of_the_base_is_supplied(name):
    wanted = {
        included
        for path in PROJECT.rglob("*")
        if path.is_file()
        for included in re.findall(r'\{% include "([^"]+)"', path.read_text(encoding="utf-8"))
    }

    missing = [
        file
        for file in wanted
        if not any((root / "templates" / file).is_file() for root in (ROOT / name, BASE))
    ]

    assert len(wanted) > 10
    assert missing == []


def test_the_base_asks_its_questions_in_this_order():
    questions = template.load(BASE, builtin=True).questions

    assert " ".join(question.name for question in questions) == (
        "title slug package summary author_name author_email github orcid affiliation "
        "license python"
    )
    assert all(question.prompt and question.help for question in questions)


@pytest.mark.parametrize("name", ["title", "summary", "author_name", "affiliation"])
def test_a_text_that_would_need_escaping_somewhere_is_refused(name):
    base = template.load(BASE, builtin=True)
    question = next(question for question in base.questions if question.name == name)

    refused = [
        character
        for character in "\"\\`<>{}|[]*$#\n\t\0 '&:,é"
        if context.problem(base, question, f"Twenty letters and {character}more")
    ]

    assert "".join(refused) == '"\\`<>{}|[]*$#\n\t\0'


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("title", "Ab"),
        ("title", "-list"),
        ("title", "ends with a space "),
        ("summary", "1. is a list in Markdown"),
        ("package", "p" * 41),
        ("author_name", ""),
        ("author_email", "ada"),
        ("github", "https://github.com/ada"),
        ("orcid", "0000-0002-1825"),
        ("license", "GPL"),
    ],
)
def test_an_answer_that_would_break_a_file_is_refused(name, answer):
    base = template.load(BASE, builtin=True)
    question = next(question for question in base.questions if question.name == name)

    assert context.problem(base, question, answer)


# What is baked -----------------------------------------------------------------------------------

HOSTILE = {
    "title": "A: b & c's 'Größe', 1.5 (x) = y!",
    "slug": "a-b",
    "package": "a_b",
    "summary": "It's: a - 'summary' & more, ends in a full stop.",
    "author_name": "Sinéad O'Connor de la Cruz",
    "affiliation": "Ünïversity: of O'Hara & Sons",
    "github": "ada",
    "orcid": "0000-0002-1825-009X",
}


def test_texts_arrive_unchanged_in_every_format(bake):
    project = bake(**HOSTILE)

    assert read(project / "README.md").startswith(
        f"# {HOSTILE['title']}\n\n{HOSTILE['summary']}\n\n"
    )
    metadata = toml(project / "pyproject.toml")["project"]
    assert metadata["description"] == HOSTILE["summary"]
    assert metadata["authors"] == [{"name": HOSTILE["author_name"], "email": "ada@example.org"}]
    cited = yaml.safe_load(read(project / "CITATION.cff"))
    assert (cited["title"], cited["abstract"]) == (HOSTILE["title"], HOSTILE["summary"])
    assert cited["authors"] == [
        {
            "family-names": "Cruz",
            "name-particle": "de la",
            "given-names": "Sinéad O'Connor",
            "email": "ada@example.org",
            "affiliation": HOSTILE["affiliation"],
            "orcid": f"https://orcid.org/{HOSTILE['orcid']}",
        }
    ]


@pytest.mark.parametrize(
    ("name", "cited"),
    [
        ("Ada Lovelace", {"given-names": "Ada", "family-names": "Lovelace"}),
        ("Ada King Lovelace", {"given-names": "Ada King", "family-names": "Lovelace"}),
        (
            "Vincent van der Berg",
            {"given-names": "Vincent", "name-particle": "van der", "family-names": "Berg"},
        ),
        ("van der Berg", {"name-particle": "van der", "family-names": "Berg"}),
        ("bell hooks", {"given-names": "bell", "family-names": "hooks"}),
        ("Suharto", {"family-names": "Suharto"}),
        ("王小明", {"family-names": "王小明"}),
    ],
)
def test_a_name_is_cited_by_its_last_word_with_its_particle(bake, name, cited):
    (author,) = yaml.safe_load(read(bake(author_name=name) / "CITATION.cff"))["authors"]

    assert author == {**cited, "email": "ada@example.org"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answers", [{}, HOSTILE, {"license": "none", "python": "3.13"}])
def test_every_text_file_is_clean(bake, name, answers):
    project = bake(name, **answers)

    binary = (".gz", ".npz", ".typed")
    for path in sorted(p for p in project.rglob("*") if p.is_file() and p.suffix not in binary):
        text = read(path)
        where = str(path.relative_to(project))
        assert text.endswith("\n"), where
        assert not text.endswith("\n\n"), where
        assert not re.search(r"[ \t]+$", text, re.MULTILINE), where
        assert path.suffix == ".py" or "\n\n\n" not in text or "LICENSE" in where, where
        assert "cookiecutter" not in text.lower(), where
        assert not re.search(r"\{%|%\}|(?<!\$)\{\{ ", text) or path.suffix == ".py", where
        if path.suffix in (".yml", ".yaml", ".cff"):
            yaml.safe_load(text)
        if path.suffix == ".toml":
            tomllib.loads(text)


def test_without_github_nothing_points_there(bake):
    project = bake(github="")

    texts = [read(project / name) for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    assert "github.com" not in "".join(texts).lower()
    assert "urls" not in toml(project / "pyproject.toml")["project"]
    assert "repository-code" not in read(project / "CITATION.cff")


def test_with_github_the_readme_carries_one_badge(bake):
    readme = read(bake(github="ada", slug="x-y") / "README.md")

    assert readme.count("badge") == 1
    assert "https://github.com/ada/x-y/actions/workflows/ci.yml/badge.svg" in readme


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_has_its_regions_and_sections_in_order(bake, name):
    readme = read(bake(name) / "README.md")

    found = [region.name for region in regions.find(readme)]
    assert found == [*("headline", "figure", "results", "findings", "limits", "story", "reproduce")]
    assert re.findall(r"^## (.+)$", readme, re.MULTILINE) == [
        *("Results", "Findings", "What it does not show"),
        *("Quickstart", "Why", "How it works", "Decisions", "Limitations"),
        *("Reproduce", "Usage", "References", "Cite", "Licence"),
    ]
    assert "```mermaid\n" in readme


def engines() -> list[tuple[str, str, str]]:
    """Return every template with the frameworks that can be chosen together."""
    found = []
    for name, chosen in TEMPLATES.items():
        asked = {question.name: question for question in chosen.questions}
        second = asked["compare_with"]
        for pair in product(asked["framework"].choices, second.choices):
            answers = dict(zip(("framework", "compare_with"), pair, strict=True))
            matters = pair[1] == second.default or context.applies(second, answers)
            if matters and not list(clashes(chosen, answers)):
                found.append((name, *pair))
    return found


@pytest.mark.parametrize(("name", "framework", "compare_with"), engines())
def test_a_readme_says_of_the_disk_what_the_tool_says(bake, name, framework, compare_with):
    answers = {"framework": framework, "compare_with": compare_with}

    readme = read(bake(name, **answers) / "README.md")

    megabytes, note = TEMPLATES[name].size(answers)
    assert f"The environment takes some {display.size(megabytes)} of disk" in readme
    assert ("PyTorch's build for CPUs" in note) == ("PyTorch's build for CPUs" in readme)


def test_the_persons_words_stand_first(bake):
    story = {"why": "Because.", "decisions": ["Mine.", "Too."], "limitations": ["Small."]}

    readme = read(bake(story=story) / "README.md")

    assert "## Why\n\nBecause.\n\n<!-- portfolio-kit:begin story -->\n" in readme
    assert "## Decisions\n\n- Mine.\n- Too.\n- **" in readme
    assert "## Limitations\n\n- Small.\n- " in readme


@pytest.mark.parametrize("name", NAMES)
def test_no_link_of_a_new_readme_leads_nowhere(bake, name):
    project = bake(name)

    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", read(project / "README.md"))

    assert links
    assert [link for link in links if not (project / link).exists()] == []


def test_the_workflow_may_do_nothing_but_read(bake):
    workflow = yaml.safe_load(read(bake() / ".github" / "workflows" / "ci.yml"))

    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert job["timeout-minutes"] <= 20
        assert job["steps"][0]["with"] == {"persist-credentials": False}


@pytest.mark.parametrize(
    ("python", "tested"),
    [("3.11", ["3.11", "3.13"]), ("3.12", ["3.12", "3.13"]), ("3.13", ["3.13"])],
)
def test_oldest_and_newest_python_are_tested(bake, python, tested):
    project = bake(python=python)

    workflow = yaml.safe_load(read(project / ".github" / "workflows" / "ci.yml"))
    assert workflow["jobs"]["tests"]["strategy"]["matrix"]["python"] == tested
    assert f"PYTHONS = {json.dumps(tested)}\n" in read(project / "noxfile.py")
    assert toml(project / "pyproject.toml")["project"]["requires-python"] == f">={python}"


def test_the_noxfile_can_be_executed(bake):
    assert (bake() / "noxfile.py").stat().st_mode & 0o111


# Exceptions --------------------------------------------------------------------------------------

EXCEPTION = re.compile(
    r"#\s*(noqa|nosec|type: ignore|pragma: no cover|fmt: \w+|codespell:ignore)\W*(.*)"
)


def test_this_is_every_exception_in_the_templates_code():
    found: dict[tuple[str, str], set[str]] = {}
    for path in (path for path in FILES if path.suffix == ".py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            for part in re.split(r"(?=#)", line):
                if said := EXCEPTION.match(part):
                    place = (path.relative_to(ROOT).parts[0], path.name)
                    rules = re.findall(r"[A-Z]+\d+|[a-z]+-[a-z-]+", said[2].split(" - ")[0])
                    found.setdefault(place, set()).update(
                        f"{said[1]} {rule}" for rule in rules or ["everything"]
                    )

    assert found == EXCEPTIONS


def test_every_exception_in_code_has_a_reason():
    bare = []
    for path in (path for path in FILES if path.suffix == ".py"):
        before = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if EXCEPTION.search(line):
                words = re.sub(r"#\s*(noqa|nosec|type: ignore)[\W]*[\w\[\]-]*", "", line)
                reasons = words.partition(" - ")[2] or words.partition("# ")[2]
                if not reasons.strip() and not before.strip().startswith("# "):
                    bare.append(f"{path.relative_to(ROOT)}:{number}")
            before = line

    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_these_are_all_the_exceptions_in_a_projects_configuration(bake, name):
    project = bake(name, package="pkg")
    tools = toml(project / "pyproject.toml")["tool"]

    found = {
        "tool.ruff.lint.ignore": tools["ruff"]["lint"].pop("ignore"),
        "tool.ruff.lint.per-file-ignores": [
            f"{path.replace('pkg', '{package}')}: {' '.join(rules)}"
            for path, rules in tools["ruff"]["lint"].pop("per-file-ignores").items()
        ],
        "tool.coverage.run.omit": [
            path.replace("pkg", "{package}") for path in tools["coverage"]["run"].pop("omit")
        ],
        "tool.deptry.per_rule_ignores": [
            f"{rule}: {' '.join(names)}"
            for rule, names in tools["deptry"].pop("per_rule_ignores").items()
        ],
        "tool.mypy.overrides": [
            f"{' '.join(override.pop('module'))}: {' '.join(override)}"
            for override in tools["mypy"].pop("overrides", [])
        ],
    }

    assert all(set(found[table]) <= set(CONFIGURED[table]) for table in CONFIGURED)
    assert not re.search(
        r"ignore|exclude|omit|skip|disable", json.dumps(tools).replace("ignore-without-code", "")
    )
    assert tools["pytest"]["ini_options"]["filterwarnings"] == ["error"]


def test_every_exception_in_configuration_has_its_reason_beside_it(bake):
    lines = read(bake() / "pyproject.toml").splitlines()
    rules = (
        r'"(D105|PLR2004)",|"(src/.*__main__\.py|tests/test_\*\.py)" = |DEP004 = '
        r"|^(omit|module) = "
    )

    listed = [line for line in lines if re.search(rules, line)]

    assert len(listed) >= 6
    assert all("# " in line for line in listed)


def test_hooks_skip_only_what_the_run_writes_and_texts_of_others(bake):
    config = yaml.safe_load(read(bake() / ".pre-commit-config.yaml"))

    skipped = re.compile(config["exclude"])
    assert skipped.search("figures/accuracy.svg")
    assert not any(
        skipped.search(path) for path in ("src/a/data.py", "tests/test_data.py", "README.md")
    )
    assert all("exclude" not in hook for repo in config["repos"] for hook in repo["hooks"])


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(read(path))
