"""Jinja as Cookiecutter sets it up, and its limits where a template is not trusted."""
