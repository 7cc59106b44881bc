"""Jinja's byte code of the built-in templates, kept between runs as Python keeps its own.

It lies in ``__pycache__`` beside the templates: no folder of the user's is touched, and
``PYTHONDONTWRITEBYTECODE`` and ``PYTHONPYCACHEPREFIX`` mean what they mean for modules.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import BytecodeCache


@lru_cache(maxsize=1)
def beside(templates: Path) -> BytecodeCache:
    """Return what is kept for the folder ``templates``; where it cannot be written, nothing is."""
    import pickle

    from jinja2.bccache import Bucket, FileSystemBytecodeCache

    folder = Path(cache_from_source(str(templates / "jinja.py"))).with_name("jinja")

    class Kept(FileSystemBytecodeCache):
        """Takes a disk that is full or read-only for an empty cache."""

        def load_bytecode(self, bucket: Bucket) -> None:
            """Read what was kept; a file that something has cut short holds nothing."""
            with suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
                super().load_bytecode(bucket)

        def dump_bytecode(self, bucket: Bucket) -> None:
            """Keep a template that was compiled."""
            if not sys.dont_write_bytecode:
                with suppress(OSError):
                    folder.mkdir(parents=True, exist_ok=True)
                    super().dump_bytecode(bucket)

    return Kept(str(folder), "%s.cache")
