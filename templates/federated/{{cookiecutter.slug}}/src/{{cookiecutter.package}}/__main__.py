"""The one entry point: ``python -m {{ cookiecutter.package }}``."""

from .config import Config
from .data import load
from .parts import PACKAGES, PARTS
from .showcase.command import Work, main

if __name__ == "__main__":
    raise SystemExit(main(Work(Config, load, PARTS, PACKAGES)))
