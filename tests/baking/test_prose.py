"""A person's words stand in a page, and take nothing of it with them."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped] # its types are another distribution
from commandline import call
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portfolio_kit.baking import prose
from portfolio_kit.baking.recipe import read
from portfolio_kit.carried import regions
from portfolio_kit.showcase import hidden
from portfolio_kit.showcase import readme as showcase

Capture = pytest.CaptureFixture[str]

#: What opens something that may never close, or that means something else below.
PAYLOADS = {
    "fence": "```",
    "fence with a word": "```python\nx = 1",
    "tildes": "~~~~",
    "fence in a list": "- a\n  ```\n  x\n```",
    "fence in a quote": "> ```\n> x",
    "fence that closes shorter": "````\nx\n```",
    "fence after words": "I wrote:\n```",
    "pre": "<pre>",
    "pre in words": "see\n<PRE class='x'>\nhere",
    "comment": "<!-- not yet",
    "comment in words": "a <!-- b",
    "comment in a list": "- a\n  <!-- b",
    "details": "<details><summary>more</summary>",
    "script": "<script>",
    "textarea": "<textarea>",
    "style": "<style>",
    "processing": "<?php",
    "declaration": "<!DOCTYPE",
    "cdata": "<![CDATA[",
    "end tag": "</div>",
    "table": "<table><tr><td>",
    "svg": "<svg>",
    "escaped twice": "\\\\<pre>",
    "code that html ends": "`a\n<pre>\nb`",
    "reference": "[CITATION.cff]: https://example.org/x",
    "reference over lines": "[a\nb]:\nhttps://example.org",
    "reference in a list": "- [CONTRIBUTING.md]: /x",
    "footnote": "[^1]: words",
    "setext": "words\n===",
    "setext in dashes": "words\n---",
    "setext after a list": "- words\n  ---",
    "separators": "a\u2028```\u2029<pre>\x0b~~~\x0c<!--\x85```",
    "carriage": "a\r```\r<pre>",
    "marker in code": "```\nx",
}

BELOW = [
    *("Results", "Findings", "What it does not show"),
    *("Quickstart", "Why", "How it works", "Decisions", "Limitations"),
    *("Reproduce", "Usage", "References", "Cite", "Licence"),
]
REGIONS = [*("headline", "figure", "results", "findings", "limits", "story", "reproduce")]


def headings(page: str) -> list[str]:
    """The headings of the second level that stand in no list, quote or HTML."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    return [
        tokens[number + 1].content
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0
    ]


def raw(page: str) -> list[str]:
    """Every piece of HTML in a page that is more than a comment of one line."""
    tokens = MarkdownIt("commonmark").parse(page)
    pieces = [token.content for token in tokens if token.type == "html_block"]
    for token in tokens:
        pieces += [inner.content for inner in token.children or [] if inner.type == "html_inline"]
    return [piece for piece in pieces if not re.fullmatch(r"<!--[^\n]*-->\s*", piece)]


def story(field: str, payload: str) -> dict[str, Any]:
    if field in ("question", "expectation"):
        return {field: " ".join(payload.split())}
    return {"why": payload} if field == "why" else {field: [payload, "The next one."]}


@pytest.fixture
def write(tmp_path: Path, capsys: Capture) -> Callable[..., Path]:
    """Bake a project with a story, as a person does."""

    def bake(words: dict[str, Any]) -> Path:
        config = '[[project]]\ntemplate = "federated"\nslug = "mine"\n[project.story]\n'
        config += "".join(f"{key} = {json.dumps(words[key])}\n" for key in words)
        (tmp_path / "portfolio.toml").write_text(config, encoding="utf-8")
        said = call(
            capsys, "build", tmp_path / "portfolio.toml", "--no-git", "--output", tmp_path
        )  # fmt: skip
        assert said.status == 0, said.err
        return tmp_path / "mine"

    return bake


@pytest.mark.parametrize(
    "field",
    [
        "why",
        "decisions",
        *(
            pytest.param(field, marks=pytest.mark.slow)
            for field in ("limitations", "question", "expectation")
        ),
    ],
)
@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_word_of_a_story_takes_the_page_with_it(
    write: Callable[..., Path], kind: str, field: str
) -> None:
    words = story(field, PAYLOADS[kind])

    project = write(words)

    page = (project / "README.md").read_text(encoding="utf-8")
    assert headings(page) == BELOW
    assert raw(page) == []
    assert [region.name for region in regions.find(page)] == REGIONS
    assert MarkdownIt("commonmark").render(page).count("CITATION.cff</a>") == 1
    assert showcase.check(project, lambda: read(project).command) == []
    recipe = json.loads((project / ".portfolio-kit.json").read_text(encoding="utf-8"))
    assert recipe["story"][field] == words[field]


PAGE = "# T\n\n## Why\n\n{why}\n\n## Below\n\n- {item}\n- next\n\n## End\n\n[x]\n"


def page_with(words: str) -> str:
    """A page as the templates make it: the words by themselves, and in a list."""
    indented = "\n".join(
        f"    {line}" if line and number else line
        for number, line in enumerate(prose.item(words).strip().splitlines())
    )
    return PAGE.format(why=prose.text(words).strip(), item=indented)


SOUP = st.lists(
    st.sampled_from(
        [
            *("```", "````", "~~~", "``", "`", "<pre>", "</pre>", "<!--", "-->", "<details>", "<"),
            *("<sub>", "[x]: /y", "[x", "]: /y", "[", "]", ":", "===", "---", "-", "- ", "1. "),
            *("> ", "+ ", "    ", "  ", "\t", "\\", "*", "_", "#", "# h", "|", "a", "b c", "&lt;"),
            *("\n", "\n", "\n", "\n\n", "\r", "\u2028", "\x0b", "<?", "<!X", "<a b='", "'>", "!["),
            *("<https://a.b>", "(", ")", '"', "<a@b.c>", "<br>", "/>", "%}", "</sub>"),
        ]
    ),
    max_size=14,
).map("".join)


@given(SOUP)
@example("`\n<pre>\n`")
@example("\\\\<!--")
@example("a\n  [x]: /y")
@example("- [x]:\n/y")
@example("- `a\n- x <pre> `")
@example("`a\nb` <pre> `c")
@example("<https://a`b> <pre> `")
@example("```\n- a\n```\n```")
def test_whatever_is_written_the_page_below_is_as_it_was(words: str) -> None:
    page = page_with(words)

    found = headings(page)
    assert [name for name in found if name in ("Why", "Below", "End")] == ["Why", "Below", "End"]
    assert all(
        re.match(r"</?(sub|sup|kbd|br)\b", piece.strip(), re.IGNORECASE) for piece in raw(page)
    )
    assert MarkdownIt("commonmark").render(page).endswith("<h2>End</h2>\n<p>[x]</p>\n")
    assert hidden.unclosed(page) is None


@pytest.mark.parametrize(
    "words",
    [
        "Hospitals may not share scans; their models may.",
        "*Never* `<pre>` **but** [a link](https://example.org) and <https://example.org>.",
        "H<sub>2</sub>O<br>and so on, if 1 < 2 and 3 > 2 & a_b",
        "Two paragraphs.\n\nAnd a list:\n\n- one\n- two\n\n1. three",
        "```python\nx = '<pre>'\n```\n\nafter",
        "~~~~\n```\n[a]: b\n~~~~",
        "a\n\n---\n\nb",
        "> somebody said\n> so",
        "- [ ] a task, `a ``b`` c`, \\<pre>",
        "| a | b |\n| - | - |\n| 1 | 2 |",
    ],
)
def test_what_takes_nothing_with_it_is_left_as_it_was_written(words: str) -> None:
    assert prose.text(words) == words


def test_words_in_a_list_may_hold_html_as_code_only() -> None:
    assert prose.item("`<pre>` is not <pre>") == "`<pre>` is not &lt;pre>"


@given(SOUP)
def test_words_are_the_same_words(words: str) -> None:
    """Nothing is taken away: without escapes they are what was written."""

    def bare(some: str) -> str:
        return "\n".join(some.replace("&lt;", "<").replace("\\", "").splitlines())

    assert bare(prose.text(words)).strip() == bare(words).strip()


@given(SOUP)
def test_doing_it_twice_is_doing_it_once(words: str) -> None:
    once = prose.text(words).strip()

    assert prose.text(once) == once


# One line of words: title, summary, author, affiliation -------------------------------------------

#: What YAML folds or refuses, what turns the direction of the words after it, what nobody sees.
UNSEEN = (
    "\u2028\u2029\x85\x00\x1b\x9b\n\r\t\ufeff\u200b\u2060\ufffe\uffff"
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
FIELDS = {
    "title": "A title{}of words",
    "summary": "A sentence on what the project{}shows",
    "author_name": "Ada{}Lovelace",
    "affiliation": "Engines{}and Sons",
}


@pytest.mark.parametrize("character", UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
@pytest.mark.parametrize("field", FIELDS)
def test_what_nobody_sees_is_refused_in_one_line(
    tmp_path: Path, capsys: Capture, field: str, character: str
) -> None:
    answer = f"{field}={FIELDS[field].format(character)}"

    said = call(capsys, "new", "federated", answer, "--no-input", "--output", tmp_path)

    assert said.status == 1
    assert len(said.err.splitlines()) == 1
    assert f"argument: {field} " in said.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("character", UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
@pytest.mark.parametrize("key", ["name", "affiliation"])
def test_what_nobody_sees_is_refused_in_a_config_file_too(
    tmp_path: Path, capsys: Capture, key: str, character: str
) -> None:
    config = tmp_path / "portfolio.toml"
    text = f"[author]\n{key} = {json.dumps(f'Ada{character}L')}\n"
    config.write_text(text, encoding="utf-8")

    said = call(capsys, "config", "show", "--config", config)

    assert said.status == 1
    assert len(said.err.splitlines()) == 1
    assert f"author.{key} is " in said.err


@pytest.mark.parametrize(
    "words",
    [
        "a&lt;b and much more of it",
        "R&D and AT&T at their daily work",
        "Say &copy, which is no sign, and &copy;",
        "my_own _words_ and __more__ of them",
        "a ~~b~~ and ~c~ of it all",
        "a &amp;lt; b that is shown",
        "Größe, 数学 and العربية in one",
        "it's 5 % (or so): yes! a/b",
        "می‌خواهم and so on and on",
    ],
)
def test_words_are_shown_and_read_as_they_were_given(
    tmp_path: Path, capsys: Capture, words: str
) -> None:
    name = f"Ada {words}"
    given = [f"{field}={words}" for field in ("title", "summary", "affiliation")]
    new = ("new", "federated", "slug=mine", "--no-input", "--no-git", *given)

    said = call(capsys, *new, f"author_name={name}", "--output", tmp_path)

    assert said.status == 0, said.err
    read = {
        path: (tmp_path / "mine" / path).read_text(encoding="utf-8")
        for path in ("pyproject.toml", "CITATION.cff", "README.md", "docs/model-card.md")
    }
    project = tomllib.loads(read["pyproject.toml"])["project"]
    assert (project["description"], project["authors"][0]["name"]) == (words, name)
    citation = yaml.safe_load(read["CITATION.cff"])
    assert (citation["title"], citation["abstract"]) == (words, words)
    assert citation["authors"][0]["affiliation"] == words
    assert shown(read["README.md"])[:2] == [words, words]
    card = shown(read["docs/model-card.md"])
    assert card[0] == f"Model card: {words}"
    assert f"{name}, ada@example.org, {words}." in card


def shown(page: str) -> list[str]:
    """What a page shows, a line for each heading and paragraph; marks in it show as ``?``."""
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(page)
    return [
        "".join("?" if piece.nesting else piece.content for piece in token.children)
        for token in tokens
        if token.type == "inline" and token.children
    ]


# What a README hides ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("```", "```"),
        ("~~~~ text", "~~~~~"),
        ("<pre>", "</pre>"),
        ("<PRE class='x'>words", "</Pre> words"),
        ("<!-- not yet", "-->"),
        ("  <script>", "</style>"),
        ("<?php", "?>"),
        ("<![CDATA[", "]]>"),
        ("<details><summary>more</summary>", "</details>"),
        ("words <details>", "words </details>"),
    ],
)
def test_the_check_notices_what_is_never_closed(
    write: Callable[..., Path], capsys: Capture, opens: str, closes: str
) -> None:
    project = write({"why": "WORDS"})
    readme = project / "README.md"
    text = readme.read_text(encoding="utf-8")

    def check(words: str) -> list[str]:
        readme.write_text(text.replace("WORDS", words), encoding="utf-8")
        return call(capsys, "showcase", "--check", project).err.splitlines()

    found = check(f"Words.\n\n{opens}\n\nmore")

    # An arrow of the diagram ends the comment: what it has cut in two is what is noticed.
    line = r"\d+" if opens == "<!-- not yet" else text.split("WORDS")[0].count("\n") + 3
    said = "is never closed and hides everything below; close it"
    assert re.match(rf"{re.escape(str(readme))}: line {line}: '.*' {said}$", found[0])
    assert check(f"Words.\n\n{opens}\n\n{closes}\n\nmore") == []


@pytest.mark.parametrize(
    "harmless",
    [
        *("`<pre>`", "    <pre>", "see <pre", "`<details>`", "\\<details>", "<preface>"),
        *("a <!-- b -->", "<!--\nb\n--> <!-- c -->", "````\n```sh\n```\n````", "<!DOCTYPE x>"),
        *("~~~\n```sh\n~~~", "```sh\n~~~ x\n```"),
    ],
)
def test_the_check_minds_nothing_that_hides_nothing(harmless: str) -> None:
    assert hidden.unclosed(f"# T\n\n{harmless}\n\n## Below\n") is None
