"""The owner's question, expectation and answer, as the run puts them into the manifest."""

import subprocess
from pathlib import Path

import pytest

from portfolio_kit.carried import ShowcaseError, provenance, story

SHORTS = {"fedadam_accuracy": "93.6 %", "gap": "1.2 points"}


def write(root: Path, text: str) -> Path:
    (root / "story.toml").write_text(text, encoding="utf-8")
    return root


def refused(root: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ShowcaseError) as caught:
        story.read(write(root, text), SHORTS, None)
    return caught.value.args


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    "text", ["", 'question = ""\nexpectation = ""\nanswer = ""\n', 'question = "  "\n']
)
def test_who_says_nothing_has_no_story(text: str, tmp_path: Path) -> None:
    assert story.read(write(tmp_path, text), SHORTS, None) is None
    assert story.read(tmp_path / "nowhere", SHORTS, None) is None


def test_question_and_expectation_are_the_owners_words_on_one_line(tmp_path: Path) -> None:
    text = 'question = """\nDoes it\n  hold?"""\nexpectation = "No {idea}"\nanswer = ""\n'

    found = story.read(write(tmp_path, text), SHORTS, None)

    assert found == {"question": "Does it hold?", "expectation": "No {idea}"}


def test_an_answer_quotes_what_was_measured(tmp_path: Path) -> None:
    text = 'answer = "Yes: {fedadam_accuracy}, {gap} ahead ({fedadam_accuracy})."\n'

    found = story.read(write(tmp_path, text), SHORTS, None)

    said = "Yes: 93.6 %, 1.2 points ahead (93.6 %)."
    assert found == {"answer": {"text": said, "commit": None}}


def test_a_metric_that_there_is_not_is_said_in_a_line(tmp_path: Path) -> None:
    assert refused(tmp_path, 'answer = "{fedadam_acuracy} {} {gap} {x}"') == (
        (
            "story.toml: answer names {fedadam_acuracy}, which is no metric; "
            "did you mean {fedadam_accuracy}?"
        ),
        "story.toml: answer names {}, which is no metric; showcase.json lists the ids",
        "story.toml: answer names {x}, which is no metric; showcase.json lists the ids",
    )


def test_what_no_manifest_holds_is_said(tmp_path: Path) -> None:
    assert refused(tmp_path, f"answer = '{'x' * 501}'") == (
        "story.toml: answer has over 500 letters; cut it",
    )


def test_a_value_is_not_searched_for_names_again(tmp_path: Path) -> None:
    write(tmp_path, 'answer = "{a}"')

    found = story.read(tmp_path, {"a": "{b}", "b": "1"}, None)

    assert found == {"answer": {"text": "{b}", "commit": None}}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "anwser = 'x'\nquestion = 3\nanswer = ['y']\n",
            (
                "story.toml: anwser is unknown; it holds question, expectation, answer",
                "story.toml: question is no text; write it in quotes",
                "story.toml: answer is no text; write it in quotes",
            ),
        ),
        (
            "question = Why\n",
            ("story.toml is no TOML (Invalid value (at line 1, column 12)); put it right",),
        ),
    ],
)
def test_what_is_wrong_with_the_file_is_said(
    text: str, lines: tuple[str, ...], tmp_path: Path
) -> None:
    assert refused(tmp_path, text) == lines


def test_bytes_that_are_no_text_are_said(tmp_path: Path) -> None:
    (tmp_path / "story.toml").write_bytes(b"answer = '\xff'")

    with pytest.raises(ShowcaseError, match=r"story\.toml is no TOML \('utf-8' codec"):
        story.read(tmp_path, SHORTS, None)


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "story.toml").mkdir()

    with pytest.raises(ShowcaseError, match=r"story\.toml cannot be read \(Is a directory\)"):
        story.read(tmp_path, SHORTS, None)


def test_a_file_that_notepad_wrote_is_read(tmp_path: Path) -> None:
    write(tmp_path, "\ufeffquestion = 'Why?'\r\n")

    assert story.read(tmp_path, SHORTS, None) == {"question": "Why?"}


def test_the_commit_at_which_the_answer_was_written_is_kept(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, 'answer = "Yes."\n')
    before = story.read(tmp_path, SHORTS, "git:0")
    git(tmp_path, "add", "."), git(tmp_path, "commit", "--quiet", "--message=answered")
    written = git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "other").write_text("x", encoding="utf-8")
    git(tmp_path, "add", "."), git(tmp_path, "commit", "--quiet", "--message=more")

    after = story.read(tmp_path, SHORTS, "git:1")
    write(tmp_path, 'answer = "No."\n')
    changed = story.read(tmp_path, SHORTS, "git:1")

    assert before == {"answer": {"text": "Yes.", "commit": None}}
    assert after == {"answer": {"text": "Yes.", "commit": f"git:{written}"}}
    assert changed == {"answer": {"text": "No.", "commit": None}}


def answered(root: Path) -> str | None:
    """Return the commit at which the answer was written, by the run."""
    found = story.read(root, SHORTS, "git:1")
    return found and found["answer"]["commit"]


@pytest.mark.parametrize("folder", ["", "a/project"])
def test_only_a_change_of_the_answer_counts(folder: str, tmp_path: Path) -> None:
    root = tmp_path / folder
    root.mkdir(parents=True, exist_ok=True)
    git(tmp_path, "init", "--quiet")
    said = 'answer = """\nYes,\nit does."""\n'
    commits = []
    for text in (said, f"question = 'Why?'\n{said}", said.replace("it does", "it did")):
        write(root, text)
        git(tmp_path, "add", "."), git(tmp_path, "commit", "--quiet", "--message=more")
        commits.append((answered(root), git(tmp_path, "rev-parse", "HEAD")))

    (first, head), (second, _), (third, last) = commits
    assert first == second == f"git:{head}"
    assert third == f"git:{last}"


def test_history_that_is_cut_short_says_nothing(tmp_path: Path) -> None:
    whole, short = tmp_path / "whole", tmp_path / "short"
    whole.mkdir()
    git(whole, "init", "--quiet")
    write(whole, 'answer = "Yes."\n')
    git(whole, "add", "."), git(whole, "commit", "--quiet", "--message=answered")
    git(whole, "commit", "--quiet", "--allow-empty", "--message=more")
    git(tmp_path, "clone", "--quiet", "--depth=1", whole.as_uri(), str(short))

    assert answered(whole) is not None
    assert answered(short) is None


def test_outside_a_repository_git_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provenance.subprocess, "run", lambda *_, **__: pytest.fail("git was asked"))
    write(tmp_path, 'answer = "Yes."\n')

    assert story.read(tmp_path, SHORTS, None) == {"answer": {"text": "Yes.", "commit": None}}


def test_without_git_nobody_knows_when_the_answer_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    write(tmp_path, 'answer = "Yes."\n')

    found = story.read(tmp_path, SHORTS, "git:1")

    assert found == {"answer": {"text": "Yes.", "commit": None}}
