{% filter trim %}{% include "noxfile/supply.py" %}{% endfilter %}


{{ fragments.blocks("noxfile/sessions.py") }}
