"""From layers and a context to files."""
