"""The base of a project: what it was before, and what of it changed since."""
