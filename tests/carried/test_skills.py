"""Skills: those are claimed whose evidence is all there."""

from pathlib import Path

import pytest

from portfolio_kit.carried import ShowcaseError, skills


def project(tmp_path: Path, text: str) -> Path:
    for name, content in {
        "docs/skills.toml": text,
        "src/it/engine.py": "",
        "tests/test_it.py": (
            "class TestIt:\n    def test_inside(self): ...\n\n\n"
            "async def test_later(): ...\n\n\ndef test_it(\n    tmp_path,\n): ...\n"
            "# def test_gone():\n"
        ),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def claimed(tmp_path: Path, *evidence: str) -> bool:
    text = f'[it]\nname = "It"\nevidence = [{", ".join(evidence)}]\n'
    return bool(skills.resolved(project(tmp_path, text), ["accuracy"]))


@pytest.mark.parametrize(
    "evidence",
    [
        '{ file = "src/it/engine.py" }',
        '{ test = "tests/test_it.py::test_it" }',
        '{ test = "tests/test_it.py::test_later" }',
        '{ test = "tests/test_it.py::test_inside" }',
        '{ metric = "accuracy" }',
    ],
)
def test_what_is_there_shows_a_skill(tmp_path, evidence):
    assert claimed(tmp_path, evidence)


@pytest.mark.parametrize(
    "evidence",
    [
        '{ file = "src/it" }',
        '{ file = "src/it/gone.py" }',
        '{ test = "tests/test_gone.py::test_it" }',
        '{ test = "tests/test_it.py::test_i" }',
        '{ test = "tests/test_it.py::test_gone" }',
        '{ test = "tests/test_it.py" }',
        '{ metric = "speed" }',
    ],
)
def test_one_missing_piece_takes_a_skill_away(tmp_path, evidence):
    assert not claimed(tmp_path, '{ file = "src/it/engine.py" }', evidence)


def test_skills_come_in_the_order_of_the_file_as_the_manifest_wants_them(tmp_path):
    text = (
        '[b]\nname = "B"\nevidence = [{ metric = "accuracy" }]\n'
        '[none]\nname = "None"\nevidence = [{ metric = "speed" }]\n'
        '[a]\nname = "A"\nevidence = [{ file = "docs/skills.toml" }]\n'
    )

    assert skills.resolved(project(tmp_path, text), ["accuracy"]) == [
        {"id": "b", "name": "B", "evidence": [{"metric": "accuracy"}]},
        {"id": "a", "name": "A", "evidence": [{"file": "docs/skills.toml"}]},
    ]


def test_without_the_file_nothing_is_claimed(tmp_path):
    assert skills.resolved(tmp_path, []) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[it", "docs/skills.toml is no TOML"),
        ("it = 1", "docs/skills.toml: it is no table; begin one with [it]"),
        ('[it]\nevidence = [{ file = "a" }]', "docs/skills.toml: it has no name; write name ="),
        ('[it]\nname = "It"', "docs/skills.toml: it has no evidence; write evidence ="),
        ('[it]\nname = "It"\nevidence = []', "docs/skills.toml: it has no evidence"),
        ('[it]\nname = "It"\nevidence = ["a"]', "it: 'a' is no evidence; write one of file, test"),
        ('[it]\nname = "It"\nevidence = [{ page = "a" }]', "it: {'page': 'a'} is no evidence"),
        ('[it]\nname = "It"\nevidence = [{ file = 1 }]', "it: {'file': 1} is no evidence"),
        (
            '[it]\nname = "It"\nevidence = [{ file = "a", test = "b" }]',
            "it: {'file': 'a', 'test': 'b'} is no evidence",
        ),
    ],
)
def test_a_mistake_is_said_in_a_line(tmp_path, text, said):
    with pytest.raises(ShowcaseError) as caught:
        skills.resolved(project(tmp_path, text), [])

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_mistakes_are_said_at_once(tmp_path):
    with pytest.raises(ShowcaseError) as caught:
        skills.resolved(project(tmp_path, "[a]\n[b]\nname = 2\nevidence = [1]\n"), [])

    assert len(caught.value.args) == 4
