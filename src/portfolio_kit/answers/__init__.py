"""From what is given, a template's questions and their defaults to a whole context."""
