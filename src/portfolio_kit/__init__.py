"""Bake showcase repositories whose README carries results that were measured."""

__version__ = "0.1.0"
