"""The algorithms: what a server and its clients compute, and all rounds of it."""
