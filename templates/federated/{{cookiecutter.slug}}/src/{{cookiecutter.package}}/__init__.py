"""Federated learning beside centralised and local-only training, strategy by strategy."""

import os

# Set before anything is imported. One thread for each: the matrices are small, and sums do
# not depend on the number of cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
