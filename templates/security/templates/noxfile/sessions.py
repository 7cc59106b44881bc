{% filter trim %}{% include "noxfile/supply.py" %}{% endfilter %}
{%- if cookiecutter.service %}


{% filter trim %}{% include "noxfile/service.py" %}{% endfilter %}
{%- endif %}
{%- if cookiecutter.stream == "redis" %}


{% filter trim %}{% include "noxfile/stream.py" %}{% endfilter %}
{%- endif %}
