"""The table of contents: what a run measures, in this order, and with which packages.

A part of your own is two functions in a module of its own: ``measure(config, data, settings)``
returns numbers, ``report(numbers, figures)`` a ``Report`` of tables, figures and sentences, as in
``report.py``. Its line stands below, under "your own".
"""

{% set analyses = cookiecutter.analyses|default([]) -%}
{% set engines = [cookiecutter.framework, cookiecutter.compare_with] -%}
{% set single = cookiecutter.compare_with == "none" -%}
from . import experiment, report
{%- if analyses %}
from .analyses import {{ analyses|sort|join(", ") }}
{%- endif %}
{%- for name in analyses|sort %}
from .analyses.{{ name }} import report as {{ name }}_report
{%- endfor %}
{%- if cookiecutter.privacy == "dp" %}
from .privacy import private
from .privacy import report as privacy_report
{%- elif cookiecutter.privacy == "secagg" %}
from .privacy import report as privacy_report
from .privacy import sums
{%- endif %}
from .showcase.part import Part
{%- if cookiecutter.study or not single %}
from .speed import report as speed_report
from .speed import timed
{%- endif %}
{%- if cookiecutter.study %}
{%- set studies = ["cost", "fine_tuning", "skews", "traffic", "tuning"] %}
{%- if cookiecutter.distributed %}{% set studies = studies + ["flower"] %}{% endif %}
{%- if cookiecutter.privacy != "none" %}{% set studies = studies + ["privacy"] %}{% endif %}
from .study import {{ studies|sort|join(", ") }}
{%- for name in studies|sort %}
from .study.{{ name }} import report as {{ name }}_study
{%- endfor %}
{%- endif %}

PARTS = [
    Part("experiment", experiment.measure, report.report),
    # added by answers
{%- if "partitions" in analyses %}
    Part("partitions", partitions.measure, partitions_report.report),
{%- endif %}
{%- if "skew" in analyses %}
    Part("skew", skew.measure, skew_report.report, skew.Settings),
{%- endif %}
{%- if not single %}
    Part("speed", timed.measure, speed_report.report),
{%- endif %}
{%- if cookiecutter.privacy == "dp" %}
    Part("dp", private.measure, privacy_report.report, private.Settings),
{%- elif cookiecutter.privacy == "secagg" %}
    Part("secagg", sums.measure, privacy_report.report),
{%- endif %}
{%- if cookiecutter.study %}
    Part("tuning", tuning.measure, tuning_study.report, study=True),
    Part("skews", skews.measure, skews_study.report, study=True),
    Part("traffic", traffic.measure, traffic_study.report, study=True),
    Part("fine_tuning", fine_tuning.measure, fine_tuning_study.report, study=True),
    Part("cost", cost.measure, cost_study.report, study=True),
{%- if single %}
    Part("speed", timed.measure, speed_report.report, study=True),
{%- endif %}
{%- if cookiecutter.privacy == "dp" %}
    Part("dp", privacy.measure, privacy_study.report, private.Settings, study=True),
{%- elif cookiecutter.privacy == "secagg" %}
    Part("secagg_study", privacy.measure, privacy_study.report, study=True),
{%- endif %}
{%- if cookiecutter.distributed %}
    Part("flower", flower.measure, flower_study.report, study=True),
{%- endif %}
{%- endif %}
    # your own
]
{% set packages = {"jax": ["jax", "jaxlib", "flax", "optax"], "tensorflow": ["tensorflow", "keras"], "torch": ["torch"]} -%}
{% set used = packages.get(cookiecutter.framework, []) + packages.get(cookiecutter.compare_with, []) -%}
{% set used = used + {"dp": ["dp-accounting"], "secagg": ["cryptography"]}.get(cookiecutter.privacy, []) + ["numpy"] -%}
{% set used = used + (["scikit-learn"] if cookiecutter.dataset == "digits" else []) + ["matplotlib"] -%}
{% set line = 'PACKAGES = ("' ~ used|join('", "') ~ '")' -%}
{% if line|length <= 100 -%}
{{ line }}
{%- else -%}
PACKAGES = (
{%- for name in used %}
    "{{ name }}",
{%- endfor %}
)
{%- endif %}
