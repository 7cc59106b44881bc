"""Federated learning beside centralised and local-only training, strategy by strategy."""

import os

{% set engines = [cookiecutter.framework, cookiecutter.compare_with] -%}
# Set before any framework is imported. One thread for each: the matrices are small, and sums do
# not depend on the number of cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
{%- if "jax" in engines %}
os.environ.setdefault("JAX_PLATFORMS", "cpu")  # a GPU gains nothing here and rounds otherwise
{%- endif %}
{%- if "tensorflow" in engines %}
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # the same for TensorFlow
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # 2: warnings and worse
{%- endif %}
