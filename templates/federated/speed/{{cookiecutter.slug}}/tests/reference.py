"""The reference, which the run of this project measures the engines against."""

from {{ cookiecutter.package }}.speed.reference import gradient, loss, sgd, train

__all__ = ["gradient", "loss", "sgd", "train"]
