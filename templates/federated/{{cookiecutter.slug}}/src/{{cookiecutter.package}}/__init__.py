"""Federated averaging on handwritten digits, beside its baselines and a NumPy oracle."""

import os

{% if cookiecutter.framework == "jax" -%}
# Set before NumPy and JAX are imported. One BLAS thread: the matrices are small, and sums do not
# depend on the number of cores. CPU: a GPU gains nothing on 64 x 64 matrices and rounds otherwise.
{% else -%}
# Set before NumPy is imported: the matrices are small, and sums must not depend on how many cores
# there are.
{% endif -%}
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
{%- if cookiecutter.framework == "jax" %}
os.environ.setdefault("JAX_PLATFORMS", "cpu")
{%- endif %}
