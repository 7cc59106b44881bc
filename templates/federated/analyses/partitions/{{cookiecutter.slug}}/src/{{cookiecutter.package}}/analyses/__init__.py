"""The analyses that were chosen beside the experiment: each a method, and apart from it words."""
