"""You need not read this: it fills README and ``showcase.json`` from what a run measured.

Every project of portfolio-kit carries the same copy, with the standard library alone.
"""

from .errors import ShowcaseError

__all__ = ["ShowcaseError"]
