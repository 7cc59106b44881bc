"""What a study measures beyond a full run: tuning, sweeps, and costs."""
