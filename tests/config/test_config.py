"""Config files are read together, or refused together."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio_kit.config import config
from portfolio_kit.config.config import Value
from portfolio_kit.config.mistakes import keys
from portfolio_kit.errors import ConfigError, Where

Write = Callable[..., Path]
ADA = {"name": Value("Ada", "git config user.name"), "email": Value("a@b.c", "git config")}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a config file in the working folder."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "portfolio.toml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refused(*files: Path, user: Path | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.load(files, user=user)
    assert all("\n" not in line for line in caught.value.lines)
    return list(caught.value.lines)


def test_without_files_git_is_all_that_is_known() -> None:
    read = config.over(ADA, config.load([]))

    assert read.author == ADA
    assert read.projects == ()
    assert read.files == ()


def said(value: object, place: str, key: str) -> Value:
    """A value as a config file says it."""
    file, _, line = place.partition(":")
    return Value(value, place, where=Where(file, int(line), key))


def test_the_stronger_file_wins_for_each_key(write: Write) -> None:
    user = write('[author]\nname = "Ada L"\ngithub = "ada"\n[defaults]\nseed = 1\n', "user.toml")
    ours = write('[author]\ngithub = "lab"\n[defaults]\nframework = "numpy"\n')

    read = config.over(ADA, config.load([user, ours], user=user))

    assert read.author == {
        "name": said("Ada L", "user.toml:2", "author.name"),
        "email": ADA["email"],
        "github": said("lab", "portfolio.toml:2", "author.github"),
    }
    assert read.defaults == {
        "seed": said(1, "user.toml:5", "defaults.seed"),
        "framework": said("numpy", "portfolio.toml:4", "defaults.framework"),
    }
    assert read.files == (user, ours)


def test_projects_of_all_files_come_one_after_the_other(write: Write) -> None:
    first = write('[[project]]\ntemplate = "xai"\n', "first.toml")
    second = write('\n[[project]]\ntemplate = "federated"\n')

    read = config.load([first, second])

    assert [(p.template, p.source, p.where.line) for p in read.projects] == [
        ("xai", "first.toml:1", 1),
        ("federated", "portfolio.toml:2", 2),
    ]


def test_a_project_is_read_whole(write: Write) -> None:
    path = write("""\
[[project]]
template = "federated"
title = "Digits"
slug = "digits"
answers = { clients = 10, alpha = 0.1, mean = true, map = { deep = { a = 1 } } }
story = { why = "To know.", decisions = ["One", "Two"] }
""")

    (project,) = config.load([path]).projects

    assert project.answers == {
        "title": said("Digits", "portfolio.toml:3", "project.title"),
        "slug": said("digits", "portfolio.toml:4", "project.slug"),
        "clients": said(10, "portfolio.toml:5", "project.answers.clients"),
        "alpha": said(0.1, "portfolio.toml:5", "project.answers.alpha"),
        "mean": said(True, "portfolio.toml:5", "project.answers.mean"),
        "map": said({"deep": {"a": 1}}, "portfolio.toml:5", "project.answers.map"),
    }
    assert project.story == {
        "why": said("To know.", "portfolio.toml:6", "project.story.why"),
        "decisions": said(["One", "Two"], "portfolio.toml:6", "project.story.decisions"),
    }


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("federated", "federated"),
        ("./mine", "work/mine"),
        ("../mine", "work/../mine"),
        ("https://example.org/t.git@v1", "https://example.org/t.git@v1"),
    ],
)
def test_a_template_folder_is_seen_from_its_config_file(
    write: Write, given: str, seen: str
) -> None:
    path = write(f'[[project]]\ntemplate = "{given}"\n', "work/portfolio.toml")

    assert config.load([path]).projects[0].template == seen


def test_a_path_in_the_home_is_seen_from_anywhere(write: Write) -> None:
    path = write(
        '[run]\nconstraint = "~/c.txt"\nfind_links = "~/wheels"\n'
        '[story]\nwhy = "~/c.txt"\n[[project]]\ntemplate = "~/mine"\n',
        "work/portfolio.toml",
    )

    for load in (config.load, config.salvage):
        read = load([path], home=Path("/home/ada"))

        assert read.projects[0].template == "/home/ada/mine"
        assert [value.value for value in read.run.values()] == [
            str(Path("/home/ada/c.txt")),
            str(Path("/home/ada/wheels")),
        ]
        assert read.story["why"].value == "~/c.txt"


def test_a_template_folder_beside_the_config_is_no_built_in_name(write: Write) -> None:
    path = write('[[project]]\ntemplate = "./federated"\n')

    assert config.load([path]).projects[0].template == "./federated"


def test_files_are_seen_from_their_config_file_and_addresses_are_not(write: Write) -> None:
    path = write(
        '[run]\nconstraint = "c.txt"\nfind_links = "https://example.org/w"\n'
        '[story]\nwhy = "c.txt"\n',
        "work/portfolio.toml",
    )

    read = config.load([path])

    assert read.run["constraint"].value == str(Path("work/c.txt"))
    assert read.run["find_links"].value == "https://example.org/w"
    assert read.story["why"].value == "c.txt"


def test_a_file_that_notepad_wrote_is_read(write: Write) -> None:
    path = write("\ufeff[git]\r\nbranch = 'trunk'\r\n")

    assert config.load([path]).git["branch"] == said("trunk", "portfolio.toml:2", "git.branch")


def test_everything_wrong_in_all_files_is_said_at_once(write: Write) -> None:
    torn = write("[author\n", "torn.toml")
    user = write('[[project]]\ntemplate = "xai"\n[author]\nemail = "x"\n', "user.toml")
    ours = write('[story]\nwhy = ""\n[autor]\n')

    lines = refused(torn, user, ours, Path("none.toml"), user=user)

    assert [line.partition(" ")[0] for line in lines] == [
        "torn.toml:1:8:",
        "none.toml",
        "user.toml:1:",
        "user.toml:4:",
        "portfolio.toml:2:",
        "portfolio.toml:3:",
    ]
    assert lines[2] == "user.toml:1: [[project]] has no place here; put it in portfolio.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = \n", "portfolio.toml:1:5: not TOML: Invalid value; "),
        ("\n\nname = Ada\n", "portfolio.toml:3:8: not TOML: Invalid value; "),
        ("a = 1\na = 2\n", "portfolio.toml:2:6: not TOML: Cannot overwrite a value; "),
        ('\nwhy = """never\nended\n', "portfolio.toml:3:6: not TOML: "),
        ("a = " + "[" * 5000, "portfolio.toml cannot be read ("),
        ("a = " + "9" * 5000, "portfolio.toml cannot be read (Exceeds the limit"),
    ],
)
def test_what_is_no_toml_is_one_line_with_its_place(write: Write, text: str, said: str) -> None:
    (line,) = refused(write(text))

    assert line.startswith(said)


def test_a_file_in_another_encoding_is_refused_with_its_line(write: Write) -> None:
    path = write("")
    path.write_bytes("[author]\nname = 'Zoë'\n".encode("latin-1"))

    assert refused(path) == ["portfolio.toml:2: not UTF-8; save the file as UTF-8"]


def test_a_folder_is_no_config_file(write: Write) -> None:
    (line,) = refused(write("", "work/portfolio.toml").parent)

    assert line == "work cannot be read (is a directory); give a readable file"


def test_two_projects_do_not_share_a_folder(write: Write) -> None:
    first = write('[[project]]\ntemplate = "xai"\nslug = "Digits"\n', "first.toml")
    path = write("""\
[[project]]
template = "xai"
answers = { slug = "digits" }
[[project]]
template = "xai"
[[project]]
template = "xai"
""")

    assert refused(first, path) == [
        (
            "portfolio.toml:3: project.answers.slug is 'digits', as on first.toml:3; "
            "give each project its own"
        )
    ]


def test_a_list_of_anything_but_tables_holds_no_projects(write: Write) -> None:
    (line,) = refused(write('project = ["xai"]\n'))

    assert line.startswith("portfolio.toml:1: project is 'xai', not a table; write [[project]]")


def test_a_title_is_given_once(write: Write) -> None:
    path = write("""\
[[project]]
template = "xai"
title = "One"
answers = { title = "Two" }
""")

    assert refused(path) == [
        "portfolio.toml:4: project.answers.title stands on line 3 as title too; keep one of them"
    ]


def test_the_same_file_given_twice_is_read_once(write: Write) -> None:
    path = write('[[project]]\ntemplate = "xai"\nslug = "x"\n')

    assert len(config.load([path, path]).projects) == 1


def test_show_lists_every_value_with_its_source_in_the_order_of_the_schema(write: Write) -> None:
    path = write("""\
[[project]]
template = "xai"
title = "T"
story = { why = "W" }
[[project]]
template = "federated"
[run]
installer = "uv"
[defaults]
zeta = 1
alpha = 2
license = "MIT"
""")

    assert config.show(config.over(ADA, config.load([path]))) == [
        ("author.name", "Ada", "git config user.name"),
        ("author.email", "a@b.c", "git config"),
        ("defaults.license", "MIT", "portfolio.toml:12"),
        ("defaults.zeta", 1, "portfolio.toml:10"),
        ("defaults.alpha", 2, "portfolio.toml:11"),
        ("run.installer", "uv", "portfolio.toml:8"),
        ("project.1.template", "xai", "portfolio.toml:1"),
        ("project.1.answers.title", "T", "portfolio.toml:3"),
        ("project.1.story.why", "W", "portfolio.toml:4"),
        ("project.2.template", "federated", "portfolio.toml:5"),
    ]


def test_a_prompt_can_ask_what_is_wrong_with_one_value() -> None:
    assert config.problem("author.email", "ada@example.org") is None
    assert config.problem("author.email", "ada") == (
        "author.email is 'ada'; give an address like ada@example.org"
    )
    assert config.problem("author.name", "\udcff") == (
        "author.name is '\\udcff', which is not Unicode; type it again"
    )


#: What the schema refuses in a line, as a stranger would write it down.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)


@given(st.text(), st.emails())
@example("\x80", "a@b.org")
@example('"""\\', "a@b.org")
@example("\x7f", "a@b.org")
def test_whatever_a_person_is_called_starts_a_valid_config(
    tmp_path_factory: pytest.TempPathFactory, name: str, email: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "starter.toml"
    path.write_text(config.starter({"name": name, "email": email}), encoding="utf-8", newline="")

    author = config.load([path]).author

    good = config.problem("author.name", name) is None
    assert good == (name.strip() != "" and UNSEEN.search(name) is None)
    assert [author[key].value for key in author] == [name] * good + [
        email for email in [email] if config.problem("author.email", email) is None
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1))
def test_a_name_comes_back_as_it_was_given(name: str) -> None:
    assert tomllib.loads(config.starter({"name": name}))["author"] == {"name": name}


def test_every_line_of_the_starter_can_be_switched_on(write: Write) -> None:
    everything = re.sub(r"^#(?=\w)", "", config.starter({}), flags=re.MULTILINE)

    read = config.load([write(everything)])

    for table in ("author", "git", "run"):
        assert list(getattr(read, table)) == list(keys(table))
    assert list(read.projects[0].story) == list(keys("story"))
    assert {"template", *read.projects[0].answers} >= {"template", "title", "slug"}
    assert list(tomllib.loads(everything)["project"][0]) == list(keys("project"))
    assert list(tomllib.loads(everything)["defaults"]) == list(keys("defaults"))


def test_what_is_given_to_the_starter_is_switched_on() -> None:
    author = {
        "name": "Ada",
        "email": "ada@localhost",
        "affiliation": "Analytical Engines",
        "github": "",
    }

    written = tomllib.loads(config.starter(author))

    assert written["author"] == {"name": "Ada", "affiliation": "Analytical Engines"}


def test_every_table_of_the_schema_is_read() -> None:
    assert {*config.TABLES, "project"} == set(config.schema()["properties"])
