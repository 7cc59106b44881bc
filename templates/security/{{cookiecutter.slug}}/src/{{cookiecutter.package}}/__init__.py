"""Hostile domain names, detected from their letters, and how much of that survives."""

import os

# Set before NumPy and the frameworks are imported: more threads than quiet cores only wait for
# each other, and sums must not depend on how many there are.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
{%- if "jax" in (cookiecutter.framework, cookiecutter.compare_with) %}
os.environ.setdefault("JAX_PLATFORMS", "cpu")  # a GPU rounds otherwise
{%- endif %}
{%- if "tensorflow" in (cookiecutter.framework, cookiecutter.compare_with) %}
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # other kernels round otherwise
{%- endif %}
