"""Secure aggregation: the protocol, training with it, and what it costs."""
