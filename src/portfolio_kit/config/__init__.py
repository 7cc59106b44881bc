"""Config files: read, held against their schema, merged."""
