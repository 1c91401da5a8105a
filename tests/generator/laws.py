"""What holds of every answer, whatever the scenario."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

#: Keys whose numbers are chances, wherever they stand.
CHANCES = frozenset({"probability", "posterior", "again", "stalemate", "compliance"})
NEAR = 1e-9


def broken(name: str, data: Any) -> list[str]:
    """Return the laws that an answer breaks, in words."""
    if not isinstance(data, Mapping):
        return []
    found = [f"{'.'.join(path)} is {value}, no chance" for path, value in _numbers(data) if _no_chance(path, value)]
    json.dumps(data, allow_nan=False)
    found += {"sign": _sign, "deals": _deals, "conference": _conference, "timeline": _timeline}.get(name, _none)(data)
    return found


def _none(_: Any) -> list[str]:
    return []


def _numbers(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _numbers(value, (*path, str(key)))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from _numbers(value, (*path, str(n)))
    elif isinstance(data, (int, float)) and not isinstance(data, bool):
        yield path, float(data)


def _no_chance(path: tuple[str, ...], value: float) -> bool:
    return path[-1] in CHANCES and not {"options", "margins"} & {*path[:2]} and not -NEAR <= value <= 1 + NEAR


def close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-7, abs_tol=1e-7)


def _sign(data: Any) -> list[str]:
    found = []
    for actor, one in data["signatories"].items():
        if one["surplus"] is not None and None not in (one["value"], one["reservation"]):
            size = 1 + abs(one["value"]) + abs(one["reservation"])
            if abs(one["surplus"] - (one["value"] - one["reservation"])) > 1e-9 * size:
                found.append(f"{actor}: surplus {one['surplus']} is not value less reservation")
        if one["parts"] is not None and one["surplus"] is not None:
            parts = [p for p in one["parts"].values() if isinstance(p, (int, float))]
            size = 1 + sum(map(abs, parts))
            if parts and abs(sum(parts) - one["surplus"]) > 1e-7 * size:
                found.append(f"{actor}: parts add up to {sum(parts)}, not to the surplus {one['surplus']}")
        if None not in (one["probability"], data["probability"]) and data["probability"] > one["probability"] + 1e-7:
            found.append(f"all sign with {data['probability']}, {actor} alone with {one['probability']}")
        if one["low"] is not None and one["high"] is not None and one["low"] > one["high"] + NEAR:
            found.append(f"{actor}: low {one['low']} above high {one['high']}")
    return found


def _deals(data: Any) -> list[str]:
    zone = data["zone"]
    found = []
    if zone["packages"] is not None and zone["empty"] is not None and (zone["packages"] == 0) != zone["empty"]:
        found.append(f"zone of {zone['packages']} packages, empty: {zone['empty']}")
    if zone["packages"] is not None and data["packages"] is not None and zone["packages"] > data["packages"]:
        found.append(f"zone of {zone['packages']} of {data['packages']} packages")
    for point in data["frontier"] or ():
        for other in data["frontier"]:
            pairs = [(other["values"][a], v) for a, v in point["values"].items()]
            known = all(None not in pair for pair in pairs)
            if known and all(a > b + 1e-6 * (1 + abs(b)) for a, b in pairs):
                found.append(f"{other['package']} is better for all than {point['package']} of the frontier")
    return found


def _conference(data: Any) -> list[str]:
    found = []
    for issue, one in data["issues"].items():
        for rule in ("compromise", "mean", "median", "nash", "challenge", "exchange"):
            value = one.get(rule)
            if isinstance(value, (int, float)) and not -1e-7 <= value <= 100 + 1e-7:
                found.append(f"{issue}: {rule} at {value}, off the scale")
    return found


def _timeline(data: Any) -> list[str]:
    found = []
    for question, one in data["questions"].items():
        ends = one.get("ends")
        if ends:
            shares = [e["probability"] if isinstance(e, Mapping) else e for e in ends.values()]
            none = one.get("none", 0.0)
            none = none["probability"] if isinstance(none, Mapping) else none
            if "none" not in ends:
                shares.append(none)
            if None not in shares and abs(sum(shares) - 1) > 1e-6:
                found.append(f"{question}: ends and none add up to {sum(shares)}")
    return found
