"""Bake showcase repositories whose README carries results that were measured.

What the commands do, a program or a notebook can do too, see docs/api.md: ``templates``, ``bake``,
``run`` and ``read_manifest`` are imported when somebody asks for one of them.
"""

TYPE_CHECKING = False  # that of typing, which is not imported here: this runs before all else
if TYPE_CHECKING:
    from portfolio_kit.cli.api import bake, read_manifest, run, templates

__all__ = ["__version__", "bake", "read_manifest", "run", "templates"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Return one of the functions of the API, imported late."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from portfolio_kit.cli import api

    return getattr(api, name)
