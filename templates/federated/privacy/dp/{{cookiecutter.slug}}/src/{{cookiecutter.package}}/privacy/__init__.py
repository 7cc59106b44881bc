"""Differential privacy: the mechanism, its accountant, and what an epsilon costs."""
