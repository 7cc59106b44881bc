"""JSON Schema: a document held against its rules. The only importer of jsonschema-rs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema_rs import Validator


def validator(schema: object, *, formats: bool = False) -> Validator:
    """Return what holds documents against ``schema``; ``formats``: dates and addresses too.

    Raises:
        ValueError: ``schema`` is no JSON Schema.
    """
    # The library imports it from Rust, where a Ctrl-C in the middle is a panic.
    import decimal  # noqa: F401 - imported for that only

    import jsonschema_rs

    rules: Any = dict(schema) if isinstance(schema, Mapping) else schema  # it judges the rest
    return jsonschema_rs.validator_for(rules, validate_formats=formats)
