"""The steps of a run: from a project to results in its README, committed."""
