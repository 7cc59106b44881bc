"""You need not read this: it runs the parts of a project and records what they measured.

Every project of portfolio-kit carries the same copy, with the standard library alone. It reads
settings, draws intervals, judges the headline, and fills README and ``showcase.json``.
"""

from .errors import ShowcaseError

__all__ = ["ShowcaseError"]
