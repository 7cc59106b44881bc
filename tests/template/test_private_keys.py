"""Whatever JSON a template holds, it bakes as with Cookiecutter or is refused in a line."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import jsonschema_rs
import pytest
from commandline import Said, call
from cookiecutter.main import cookiecutter  # type: ignore[import-untyped] # has no types
from json_kinds import ABOUT, PLACES, VALUES, cookiecutter_json
from trees import take_away_ours, tree

from portfolio_kit.schema import published, validator

Capture = pytest.CaptureFixture[str]

#: What Cookiecutter bakes and we refuse: a file that cannot be written or Jinja cannot end,
#: nesting at which Python gives up, questions that cannot be asked, and indexes, which
#: Cookiecutter takes the first template of.
REFUSED = ("lone surrogate", "nested more than 100 deep", "__prompts__ is", "_portfolio_kit")
REFUSED_PLACES = ("templates.a.title", "_jinja2_env_vars.comment_end_string")

#: The files of a template, of which one ends in an empty line and one is copied.
FILES = {
    "{{cookiecutter.slug}}/a.txt": "{{ cookiecutter.slug }} {% if true %}x{% endif %}\n",
    "{{cookiecutter.slug}}/d/c.css": "{{ not rendered when copied }\n",
    "a/cookiecutter.json": '{"slug": "demo"}',
    "a/{{cookiecutter.slug}}/nested.txt": "nested\n",
}


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """What hangs is a failure after two minutes, not a suite that never ends."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def write(root: Path, text: str) -> Path:
    for name, content in {**FILES, "cookiecutter.json": text}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def bake(capsys: Capture, template: Path, output: Path) -> Said:
    return call(
        capsys, "new", template, "--no-git", "--no-input", "--quiet", "--output", output
    )  # fmt: skip


def in_lines(said: Said, template: Path) -> bool:
    """Say whether a refusal is a line for each mistake: a skill may lack three and have another."""
    lines = said.err.splitlines()
    longest = 400 + len(str(template)) + 4000 * ("99" * 2000 in said.err)
    wrong = 1 <= len(lines) <= 4 and max(map(len, lines)) < longest
    return said.status == 1 and said.out == "" and wrong


@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_value_is_refused_in_one_line(place: str, tmp_path: Path, capsys: Capture) -> None:
    for number, value in enumerate(VALUES):
        folder = write(tmp_path / f"{number}", cookiecutter_json(place, value))

        said = bake(capsys, folder, tmp_path / f"{number}-out")

        assert said == Said(0, "", "") or in_lines(said, folder), (value, said)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_what_cookiecutter_bakes_bakes_the_same(
    place: str, tmp_path: Path, capsys: Capture
) -> None:
    for number, value in enumerate(VALUES):
        folder = write(tmp_path / f"{number}", cookiecutter_json(place, value))
        theirs, ours = tmp_path / f"{number}-theirs", tmp_path / f"{number}-ours"
        theirs.mkdir()
        signal.alarm(10)  # some values let Cookiecutter hang: it bakes nothing of them
        try:
            cookiecutter(str(folder), no_input=True, default_config=True, output_dir=str(theirs))
        except Exception:  # noqa: BLE001 - it fails in as many ways as there are values
            continue
        signal.alarm(120)

        said = bake(capsys, folder, ours)

        if said.status:
            assert place in REFUSED_PLACES or any(word in said.err for word in REFUSED), said.err
            continue
        take_away_ours(ours / "demo")
        assert tree(ours) == tree(theirs), value


@pytest.mark.parametrize("place", ABOUT)
def test_a_wrong_value_in_what_a_template_says_of_itself_is_refused_in_one_line(
    place: str, tmp_path: Path, capsys: Capture
) -> None:
    for number, value in enumerate(VALUES):
        text = (
            f'{{"slug": "demo", "_portfolio_kit": {ABOUT[place].replace("HERE", VALUES[value])}}}'
        )
        folder = write(tmp_path / f"{number}", text)

        said = bake(capsys, folder, tmp_path / f"{number}-out")

        assert said == Said(0, "", "") or in_lines(said, folder), (value, said)


def test_a_mistake_names_its_file_its_value_and_what_is_allowed(
    tmp_path: Path, capsys: Capture
) -> None:
    text = (
        '{"slug": "demo", "_extensions": 5, "_new_lines": "x", "_copy_without_render": [1],'
        ' "_jinja2_env_vars": {"trim_block": true, "line_comment_prefix": ""}}'
    )
    folder = write(tmp_path / "template", text)

    said = bake(capsys, folder, tmp_path)

    where = f"{folder / 'cookiecutter.json'}: "
    assert sorted(line.removeprefix(where) for line in said.err.splitlines()) == [
        '_copy_without_render is [1]; give a list of patterns such as ["*.html", "static"]',
        '_extensions is 5; give a list of import paths such as ["jinja2.ext.do"]',
        '_jinja2_env_vars.line_comment_prefix is ""; give a text such as "%%", or null for none',
        "_jinja2_env_vars.trim_block is unknown; did you mean 'trim_blocks'?",
        '_new_lines is "x"; give "\\n" or "\\r\\n"',
    ]


def test_a_number_that_python_does_not_take_is_refused(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path / "template", cookiecutter_json("question", "5000 digits"))

    said = bake(capsys, folder, tmp_path)

    assert said.err == (
        f"{folder / 'cookiecutter.json'}: a number has more than 4300 digits; put it in quotes\n"
    )


def test_the_schema_is_a_schema_and_says_of_every_key_what_is_allowed() -> None:
    schema = published("cookiecutter.schema.json")

    assert jsonschema_rs.meta.is_valid(schema)
    validator(schema)
    assert json.dumps(schema).count("errorMessage") >= len(schema["properties"])


@pytest.mark.parametrize("scheme", ["file", "http", "https"])
def test_a_schema_of_a_template_reads_no_file_and_asks_no_network(
    scheme: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "secret").write_text('{"type": "integer"}', encoding="utf-8")
    place = (tmp_path / "secret").as_uri() if scheme == "file" else f"{scheme}://127.0.0.1:9/x"
    rule = json.dumps({"properties": {"slug": {"$ref": place}}})
    folder = write(
        tmp_path / "template", f'{{"slug": "demo", "_portfolio_kit": {{"answers": {rule}}}}}'
    )

    said = bake(capsys, folder, tmp_path / "out")

    assert in_lines(said, folder)
    assert "_portfolio_kit.answers.properties.slug is no JSON Schema" in said.err
    assert "error sending request" not in said.err
