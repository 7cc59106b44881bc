"""The one entry point: ``python -m {{ cookiecutter.package }}``."""

from . import showcase
from .config import Config
from .data import load
from .parts import PACKAGES, PARTS

if __name__ == "__main__":
    raise SystemExit(showcase.main(Config, load, PARTS, PACKAGES))
