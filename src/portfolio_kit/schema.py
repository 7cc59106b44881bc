"""JSON Schema: a document held against its rules. The only importer of jsonschema-rs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from jsonschema_rs import Validator


def published(name: str) -> dict[str, Any]:
    """Return one of the schemas that come with portfolio-kit, files that editors can use too."""
    import json

    text = (Path(__file__).with_name("schemas") / name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def validator(schema: object, *, formats: bool = False) -> Validator:
    """Return what holds documents against ``schema``; ``formats``: dates and addresses too.

    Raises:
        ValueError: ``schema`` is no JSON Schema.
    """
    import json

    rules: Any = dict(schema) if isinstance(schema, Mapping) else schema  # it judges the rest
    return _compiled(json.dumps(rules), formats=formats)


@lru_cache(maxsize=256)
def _compiled(rules: str, *, formats: bool) -> Validator:
    """Compile a schema: in a process that bakes ten projects, once."""
    # The library imports it from Rust, where a Ctrl-C in the middle is a panic.
    import decimal  # noqa: F401 - imported for that only
    import json

    import jsonschema_rs

    return jsonschema_rs.validator_for(
        json.loads(rules), validate_formats=formats, retriever=_refuse
    )


def _refuse(uri: str) -> NoReturn:
    """Refuse to fetch a schema: a template's ``$ref`` would read files and ask the network."""
    raise ValueError(f"{uri} is not fetched")
