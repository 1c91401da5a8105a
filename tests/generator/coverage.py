"""Which keys of the format stand in a scenario, told by the JSON Schema: apart from how scenarios are made."""

from collections.abc import Iterator
from typing import Any

from ripeness.scenario import schema

SCHEMA = schema.schema()
Key = tuple[str, str]


def every_key() -> set[Key]:
    """Return every key of every record of the format, those of estimates included."""
    found = {("Scenario", key) for key in SCHEMA["properties"]}
    for name, part in SCHEMA["$defs"].items():
        found |= {(name, key) for key in part.get("properties", ())}
        for form in part.get("anyOf", ()):
            found |= {(name, key) for key in form.get("properties", ())}
    return found


def keys_in(tree: Any) -> set[Key]:
    """Return the keys of records that stand in a scenario, which is given as plain data."""
    return set(_met(tree, SCHEMA, "Scenario"))


def _met(value: Any, part: dict[str, Any], name: str) -> Iterator[Key]:
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[-1]
        part = SCHEMA["$defs"][name]
    for form in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        if _fits(value, form):
            yield from _met(value, form, name)
    if isinstance(value, list) and "items" in part:
        for item in value:
            yield from _met(item, part["items"], name)
    if isinstance(value, dict) and part.get("type") == "object":
        own = part.get("properties", {})
        for key, inner in value.items():
            if key in own:
                yield name, key
                yield from _met(inner, own[key], name)
            elif isinstance(part.get("additionalProperties"), dict):
                yield from _met(inner, part["additionalProperties"], "")


def _fits(value: Any, form: dict[str, Any]) -> bool:
    """Return whether a form of a choice is the one that is meant: by its kind, else by its keys."""
    if "$ref" in form:
        form = SCHEMA["$defs"][form["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, list):
        return form.get("type") == "array" or "anyOf" in form
    if not isinstance(value, dict):
        return False
    if "properties" not in form:
        absent = form.get("not", {}).get("required", ())
        return "anyOf" in form or (form.get("type") == "object" and not any(key in value for key in absent))
    kind = form["properties"].get("kind", {})
    known = set(value) <= set(form["properties"]) or isinstance(form.get("additionalProperties"), dict)
    return known and kind.get("const") in (None, value.get("kind"))
