"""Update: what a template became, and what other answers add, merged into a project."""
