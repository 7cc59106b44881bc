"""A few bakes of each template in which everything is that a bake can hold."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from projects import COMMON, ENDS, TEMPLATES, answered, choices, pairs

from portfolio_kit.template import layers
from portfolio_kit.template.layers import Layer

Answers = Mapping[str, object]
Item = tuple[str, ...]


def items(name: str, answers: Answers) -> set[Item]:
    """Return what a bake of ``name`` holds: its answers, its layers, the tests of each layer."""
    chosen, given = TEMPLATES[name], answered(name, answers)
    found: set[Item] = {
        ("answer", question.name, layers.as_text(given[question.name]))
        for question in chosen.questions
        if question.name in choices(chosen) and question.name not in COMMON | ENDS.keys()
    }
    for layer in chosen.layers:
        if layers.holds(layer.when, given):
            found |= held(layer)
    return found


def held(layer: Layer) -> set[Item]:
    """Return what a layer brings: itself, for what it is there, and its tests."""
    when = " ".join(f"{key}={'|'.join(said)}" for key, said in layer.when.items())
    return {
        ("layer", layer.name, when),
        *(("test", layer.name, path) for path in tests(layer.root)),
    }


def tests(layer: Path) -> Iterator[str]:
    """Yield the test files of a layer, without those of layers inside it."""
    for project in layer.glob("{{*}}"):
        yield from (f"{path.relative_to(project)}" for path in project.glob("tests/**/test_*.py"))


def everything(name: str) -> set[Item]:
    """Return all that bakes of ``name`` may hold, as its cookiecutter.json and its folders say.

    But for licences and the like, which the common questions choose: no test depends on them.
    """
    chosen = TEMPLATES[name]
    own = [layer for layer in chosen.layers if not layer.when or layer.when.keys() - COMMON]
    return {
        ("answer", question, layers.as_text(value))
        for question, values in choices(chosen).items()
        if question not in COMMON | ENDS.keys()
        for value in values
    }.union(*map(held, own))


def covering() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield as few of the pairs as hold, with every template's default, what all of them hold.

    Greedily: each time the one that adds most.
    """
    for name in TEMPLATES:
        rows = [answers for of, answers in pairs(own=True) if of == name]
        left = everything(name) - items(name, {})
        while any(left & items(name, row) for row in rows):
            best = max(rows, key=lambda row: len(left & items(name, row)))
            yield name, best
            left -= items(name, best)
