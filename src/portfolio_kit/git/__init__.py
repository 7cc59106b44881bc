"""Everything that is asked of git: commits, clones, authors, addresses."""
