"""Who may import whom: the flow goes one way, and the heavy libraries are imported late."""

import ast
from collections.abc import Iterator
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

#: The stages of a bake. A module may import its own stage and those before it.
STAGES = (
    {"__init__", "errors", "_showcase"},
    {
        "names",
        "textfile",
        "json_text",
        "toml_lines",
        "child",
        "interleave",
        "lock",
        "porcelain",
        "redact",
        "causes",
        "sign_in",
        "exported",
        "aside",
        "undisturbed",
        "warden",
        "validation",
        "helpers",
        "bytecode",
        "budget",
        "diagnosis",
        "prose",
        "limits",
        "config_schema",
    },
    {
        "content",
        "objects",
        "adding",
        "identity",
        "repository",
        "remotes",
        "mirror",
        "staging",
        "marks",
        "confine",
        "reader",
        "submodules",
        "config_file",
        "answers_file",
    },
    {"engine", "config"},
    {"layers", "private_keys", "about", "template", "hints", "address", "clones", "catalog"},
    {
        "answer",
        "filling",
        "context",
        "hooks",
        "displaced",
        "walk",
        "render",
        "taken",
        "manifest",
        "showcase",
    },
    {"bake", "step", "install", "recording", "runner"},
)

#: Heavy libraries, and the only modules that may import them: inside a function.
LATE = {
    "git": {"porcelain"},
    "cookiecutter": {"engine"},
    "rich": {"cli"},
    "questionary": {"cli"},
    "prompt_toolkit": {"cli"},
    "jsonschema_rs": {"validation"},
    "platformdirs": {"cli"},
    "click": {"cli"},
}

#: What only `cli` may do.
PERSONAL = {"print", "input", "breakpoint"}


@cache
def tree(module: str) -> ast.Module:
    path = SOURCE / (module.replace(".", "/") + ".py")
    return ast.parse(path.read_text(encoding="utf-8"))


def typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports(node: ast.AST, *, late: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield ``(module, inside a function)`` for each import that runs."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, late) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            source = child.module or ""
            if source in ("portfolio_kit", "portfolio_kit.cli"):
                yield from ((f"{source}.{alias.name}", late) for alias in child.names)
            else:
                yield source, late
        elif not typing_only(child):
            inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports(child, late=inside)


def ours(module: str) -> set[str]:
    """Return the modules of ours that ``module`` imports, by their first name."""
    return {
        name.split(".")[1]
        for name, _ in imports(tree(module))
        if name.startswith("portfolio_kit.") and not name.endswith("__version__")
    }


def area(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def stage(module: str) -> int:
    return next((n for n, names in enumerate(STAGES) if module in names), -1)


def test_every_module_has_its_stage() -> None:
    unknown = [name for name in MODULES if area(name) not in {"cli", "__main__"}]

    assert [name for name in unknown if stage(name) < 0] == []


@pytest.mark.parametrize("module", [name for name in MODULES if area(name) != "cli"])
def test_the_flow_goes_one_way(module: str) -> None:
    if module == "__main__":
        assert ours(module) == {"cli"}
        return

    later = {name for name in ours(module) if stage(name) > stage(module) or stage(name) < 0}

    assert later == set()


@pytest.mark.parametrize("module", ["errors", "_showcase", "__init__"])
def test_some_modules_import_nothing_of_ours(module: str) -> None:
    if module in MODULES:
        assert ours(module) == set()


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    for name, late in imports(tree(module)):
        library = name.split(".")[0]
        if library in LATE:
            assert area(module) in LATE[library], f"{module} imports {name}"
            assert late or library == "click", f"{module} imports {name} when it is imported"


def calls(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func)


@pytest.mark.parametrize(
    "module", [name for name in MODULES if area(name) not in {"cli", "__main__"}]
)
def test_only_the_command_line_prints_asks_and_reads_clock_and_home(module: str) -> None:
    called = set(calls(tree(module)))
    text = (SOURCE / f"{module}.py").read_text(encoding="utf-8")

    assert called & PERSONAL == set()
    assert not [call for call in called if call.endswith((".now", ".today", ".home", ".utcnow"))]
    assert not [call for call in called if "expanduser" in call]
    assert "sys.stdout" not in text
    assert 'environ["HOME"]' not in text


def test_the_showcase_is_the_standard_librarys_alone() -> None:
    import sys

    names = {name.split(".")[0] for name, _ in imports(tree("_showcase"))}

    assert names <= set(sys.stdlib_module_names)
