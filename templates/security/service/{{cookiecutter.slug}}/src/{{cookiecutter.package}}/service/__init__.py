"""The scoring service: names in, verdicts out, over HTTP.

It loads a saved detector (``store.py``) and needs no framework.

``python -m {{ cookiecutter.package }}.service``
"""
