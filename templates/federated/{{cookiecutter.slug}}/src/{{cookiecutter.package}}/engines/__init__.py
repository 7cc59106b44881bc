"""The engines: each trains all clients of a round at once, in a framework of its own."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from ..showcase.settings import SetupError


def names() -> list[str]:
    """Return the engines that this project has."""
    return sorted(module.name for module in iter_modules(__path__))


def load(name: str) -> ModuleType:
    """Return an engine; its framework is imported now, and not before.

    Raises:
        SetupError: there is none of this name.
    """
    if name not in names():
        raise SetupError(f"engine is {name!r}; choose one of: {', '.join(names())}")
    return import_module(f".{name}", __name__)
