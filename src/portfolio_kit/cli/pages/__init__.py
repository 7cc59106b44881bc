"""What `show` prints: a page on a template, and one on a project."""
