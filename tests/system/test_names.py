"""Names that are safe everywhere."""

import keyword
import re
import string
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.errors import similar
from portfolio_kit.system import names

near_slugs = st.text(alphabet="aZ09._- /\\:é\n\0", max_size=70)


@given(st.one_of(near_slugs, st.from_regex(r"[a-z0-9._-]{1,60}", fullmatch=True), st.text()))
def test_every_accepted_slug_can_be_made_as_one_folder(name: str) -> None:
    if names.slug_problem(name) is not None:
        return

    with TemporaryDirectory() as folder:
        (Path(folder) / name).mkdir()

        assert [path.name for path in Path(folder).iterdir()] == [name]
    assert set(name) <= set(string.ascii_lowercase + string.digits + "._-")
    assert not name.startswith((".", "-"))
    assert not name.endswith((".", " "))


@given(st.text())
def test_any_title_gives_a_safe_slug_or_a_problem_that_proposes_one(title: str) -> None:
    slug = names.slug(title)
    problem = names.slug_problem(slug)

    assert len(slug) <= names.LONGEST
    if problem is not None:
        assert names.slug_problem(str(problem).split()[-1]) is None


@given(st.text())
def test_any_title_gives_a_package_or_a_problem_that_proposes_one(title: str) -> None:
    package = names.package(names.slug(title))
    problem = names.package_problem(package)

    if problem is None:
        assert package.isidentifier()
        assert not keyword.iskeyword(package)
        assert package not in sys.stdlib_module_names
    else:
        assert names.package_problem(str(problem).split()[-1]) is None


@given(st.text(), st.text(max_size=80))
def test_whatever_is_refused_comes_with_a_name_that_is_not(slug: str, package: str) -> None:
    wrong_slug, wrong_package = names.slug_problem(slug), names.package_problem(package)

    if wrong_slug and "such as" in wrong_slug.advice:
        assert names.slug_problem(str(wrong_slug).split()[-1]) is None
    if wrong_package and "such as" in wrong_package.advice:
        assert names.package_problem(str(wrong_package).split()[-1]) is None


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Federated Digits", "federated-digits"),
        ("Größe & Maß", "grosse-mass"),
        ("联邦学习", "lian-bang-xue-xi"),
        ("Обучение", "obuchenie"),
        ("2 fast", "2-fast"),
        ("!!!", ""),
        ("word " * 20, "-".join(["word"] * 12)),
    ],
)
def test_a_title_is_spelled_in_latin_letters(title: str, slug: str) -> None:
    assert names.slug(title) == slug


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("", "is empty"),
        ("a" * 61, "61 characters long; give at most 60"),
        ("../x", "no safe folder name"),
        ("/etc", "no safe folder name"),
        ("a b", "no safe folder name"),
        ("Größe", "such as grosse$"),
        (".hidden", "no safe folder name"),
        ("-rf", "no safe folder name"),
        ("dot.", "no safe folder name"),
        ("con", "device on Windows; give one such as con-project"),
        ("nul.txt", "device on Windows"),
        ("com1", "device on Windows"),
        ("LPT9", "no safe folder name"),
        ("x.git", "git's own files"),
        ("x.lock", "git's own files"),
    ],
)
def test_an_unsafe_slug_is_refused_with_its_reason(slug: str, reason: str) -> None:
    problem = names.slug_problem(slug)

    assert problem is not None
    assert re.search(reason, str(problem))


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        ("", "is empty"),
        ("a" * 61, "61 characters long"),
        ("2fast", "no package name .*; give one such as p2fast"),
        ("my-package", "no package name .*such as my_package"),
        ("_private", "no package name"),
        ("Größe", "no package name"),
        ("class", "keyword of Python; give one such as class_project"),
        ("match", "keyword of Python"),
        ("html", "standard library, which it would hide; give one such as html_project"),
        ("tests", "folder that the project itself uses"),
        ("aux", "device on Windows"),
    ],
)
def test_an_impossible_package_is_refused_with_its_reason(package: str, reason: str) -> None:
    problem = names.package_problem(package)

    assert problem is not None
    assert re.search(reason, str(problem))


def test_a_word_that_is_close_to_a_known_one_is_asked_back() -> None:
    assert similar("lisense", ["license", "slug"]) == "did you mean 'license'?"
    assert similar("mit", ["MIT", "none"]) == "did you mean 'MIT'?"
    assert similar("zzz", ["license"]) == ""


@pytest.mark.parametrize("name", ["nul", "AUX.txt", "con .tar.gz", "com0", "lpt¹", "CONIN$"])
def test_a_device_is_one_in_any_spelling(name: str) -> None:
    assert names.is_device(name)


@pytest.mark.parametrize("name", ["null", "com", "com10", "a.nul", ""])
def test_what_only_looks_like_a_device_is_none(name: str) -> None:
    assert not names.is_device(name)
