"""Who may import whom: the flow goes one way, and the heavy libraries are imported late."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import portfolio_kit

SOURCE = Path(portfolio_kit.__file__).parent
MODULES = sorted(
    path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".")
    for path in SOURCE.rglob("*.py")
    if "templates" not in path.relative_to(SOURCE).parts
)

#: What each package may import, beside itself and what those may import.
MAY: Mapping[str, set[str]] = {
    "errors": set(),
    "schema": {"errors"},
    "carried": set(),
    "__init__": {"cli"},
    "system": {"errors", "schema"},
    "git": {"system"},
    "showcase": {"carried", "system"},
    "template": {"git"},
    "jinja": {"system"},
    "config": {"template"},
    "answers": {"config", "jinja"},
    "render": {"template", "jinja"},
    "baking": {"showcase", "answers", "render"},
    "running": {"baking"},
    "base": {"baking"},
    "update": {"running", "base"},
    "cli": {"update"},
    "__main__": {"cli"},
}

#: Heavy libraries, and the only modules that may import them: inside a function.
LATE = {
    "git": {"git.commands"},
    "cookiecutter": {"jinja"},
    "jinja2": {"jinja"},
    "rich": {"cli"},
    "questionary": {"cli"},
    "prompt_toolkit": {"cli"},
    "jsonschema_rs": {"schema"},
    "platformdirs": {"cli"},
    "click": {"cli"},
}

#: Beside `cli`, who reads the environment: what a child would find there.
ENVIRONMENT = {
    "git.commands": "handed on to a git, and to hooks, without another repository",
    "git.identity": "whom a commit would name: GIT_AUTHOR_NAME, EMAIL",
    "git.mirror": "the person's own patience with a server: GIT_HTTP_LOW_SPEED_*",
    "git.sign_in": "settings of git that are there already: GIT_CONFIG_COUNT",
    "git.clones": "whose files are the person's under sudo: SUDO_UID",
    "running.install": "what pip and uv are told, secrets in it: PIP_*, UV_*",
    "system.child": "where Windows has its own programs: SYSTEMROOT",
}

#: What a project's main command does, which `carried` is a part of and no module of ours imports.
CARRIED = {"carried.command": "it prints", "carried.provenance": "when a run was made"}

#: What only `cli` may do.
PERSONAL = {"print", "input", "breakpoint"}


@cache
def tree(module: str) -> ast.Module:
    path = SOURCE / (module.replace(".", "/") + ".py")
    return ast.parse(path.read_text(encoding="utf-8"))


def typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports(
    node: ast.AST, *, late: bool = False, typing: bool = True
) -> Iterator[tuple[str, bool]]:
    """Yield ``(name, inside a function)`` for each import; of ``from a import b`` it is ``a.b``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, late) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            origin = "." * child.level + (f"{child.module}." if child.module else "")
            yield from ((f"{origin}{alias.name}", late) for alias in child.names)
        elif typing or not typing_only(child):
            inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports(child, late=inside, typing=typing)


def ours(module: str) -> set[str]:
    """Return the modules of ours that ``module`` imports, for its types too."""
    found = set()
    for name, _ in imports(tree(module)):
        near = name.startswith(".")
        place = room(module) + name if near else name.removeprefix("portfolio_kit.")
        if place != name:
            choices = (place, f"{place}.__init__", place.rpartition(".")[0])
            found.add(next((one for one in choices if one in MODULES), "__init__"))
    return found


def room(module: str) -> str:
    """Return the package of a module; a module that lies in none is its own."""
    return module.split(".", maxsplit=1)[0]


def all_of(package: str) -> set[str]:
    """Return what a package may import."""
    return {package, "__init__"}.union(MAY[package], *map(all_of, MAY[package]))


def test_every_module_has_its_place() -> None:
    assert {room(module) for module in MODULES} == set(MAY)


@pytest.mark.parametrize("module", MODULES)
def test_the_flow_goes_one_way(module: str) -> None:
    assert {room(name) for name in ours(module)} <= all_of(room(module))


def test_no_module_imports_itself_by_way_of_others() -> None:
    left = {module: ours(module) - {module, "__init__"} for module in MODULES}
    while free := {module for module, needs in left.items() if not needs & set(left)}:
        left = {module: needs for module, needs in left.items() if module not in free}

    assert left == {}


def test_git_does_not_know_what_is_done_while_it_works() -> None:
    assert not [name for name in MODULES if room(name) == "git" if "interleave" in str(ours(name))]


def test_there_are_few_ways_between_packages() -> None:
    ways = {(room(module), room(name)) for module in MODULES for name in ours(module)}

    assert len([way for way in ways if way[0] != way[1] and "__init__" not in way]) <= 70


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    for name, late in imports(tree(module), typing=False):
        library = name.split(".")[0]
        if library in LATE:
            assert {module, room(module)} & LATE[library], f"{module} imports {name}"
            assert late or library in {"click", "jinja2"}, (
                f"{module} imports {name} when it is imported"
            )


def calls(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func)


@pytest.mark.parametrize(
    "module",
    [name for name in MODULES if room(name) not in {"cli", "__main__"} and name not in CARRIED],
)
def test_only_the_command_line_prints_asks_and_reads_clock_and_home(module: str) -> None:
    called = set(calls(tree(module)))
    text = (SOURCE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")

    assert called & PERSONAL == set()
    assert not [call for call in called if call.endswith((".now", ".today", ".home", ".utcnow"))]
    assert not [call for call in called if "expanduser" in call]
    assert "sys.stdout" not in text
    assert 'environ["HOME"]' not in text


@pytest.mark.parametrize("module", CARRIED)
def test_what_only_a_projects_main_command_does_is_imported_by_none_of_ours(module: str) -> None:
    users = {name for name in MODULES if module in ours(name)}

    assert {room(name) for name in users} <= {"carried"}


def test_below_the_command_line_the_environment_is_what_a_child_would_find() -> None:
    texts = {
        module: ast.unparse(tree(module))
        for module in MODULES
        if room(module) not in {"cli", "__main__"}
    }
    reads = {name for name, text in texts.items() if re.search("environ(?![a-z])|getenv", text)}

    assert reads == set(ENVIRONMENT)


def test_only_the_start_of_a_git_changes_the_environment() -> None:
    change = (
        r"environ\.(pop|popitem|update|setdefault|clear)|environ\[[^]]*\] =|del os\.environ|putenv"
    )

    assert [name for name in MODULES if re.search(change, ast.unparse(tree(name)))] == [
        "git.commands"
    ]


def carried_imports() -> Iterator[ast.ImportFrom | ast.Import]:
    """Yield every import of what projects carry."""
    for module in (name for name in MODULES if room(name) == "carried"):
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ImportFrom | ast.Import):
                yield node


def test_what_projects_carry_is_the_standard_librarys_alone() -> None:
    import sys

    far = [node for node in carried_imports() if not getattr(node, "level", 0)]
    names = {name.split(".")[0] for name, _ in imports(ast.Module(list(far), []))}

    assert "json" in names
    assert names <= set(sys.stdlib_module_names)


def test_what_projects_carry_names_its_own_modules_by_dots_alone() -> None:
    near = [node for node in carried_imports() if getattr(node, "level", 0)]

    assert near
    assert {node.level for node in near if isinstance(node, ast.ImportFrom)} == {1}
