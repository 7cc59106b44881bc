"""``cookiecutter.json``: read in its order, or refused in one line."""

from pathlib import Path

import pytest

from portfolio_kit.errors import TemplateError
from portfolio_kit.template import questions_file


def write(tmp_path: Path, text: str | bytes) -> Path:
    (tmp_path / "cookiecutter.json").write_bytes(text.encode() if isinstance(text, str) else text)
    return tmp_path


def test_questions_keep_their_order(tmp_path: Path) -> None:
    root = write(tmp_path, '{"z": 1, "a": {"y": 1, "b": null}, "é": "x"}')

    questions = questions_file.read(root)

    assert list(questions) == ["z", "a", "é"]
    assert list(questions["a"]) == ["y", "b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,\n "b" 2}', "{path}:2: Expecting ':' delimiter at column 6; correct the JSON"),
        ("", "{path}:1: Expecting value at column 1; correct the JSON"),
        ("[]", "{path}: not a JSON object; write the questions between {{ and }}"),
        (b'{\n"a": "\xe9"}', "{path}:2: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        ("[" * 100_000, "{path}: nested too deeply; flatten it"),
    ],
)
def test_questions_that_are_no_json_object_are_refused(
    text: str | bytes, said: str, tmp_path: Path
) -> None:
    root = write(tmp_path, text)

    with pytest.raises(TemplateError) as caught:
        questions_file.read(root)

    assert str(caught.value) == said.format(path=tmp_path / "cookiecutter.json")
    assert len(caught.value.lines) == 1


def test_a_folder_without_questions_is_no_template(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        questions_file.read(tmp_path)

    assert str(caught.value) == (
        f"{tmp_path} has no cookiecutter.json; name the folder of a template"
    )


def test_questions_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cookiecutter.json").mkdir()

    with pytest.raises(TemplateError, match=r"json: is a folder; put a file in its place$"):
        questions_file.read(tmp_path)
