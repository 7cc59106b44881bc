"""What a bake and a run need of the machine: processes, locks, safe names, files."""
