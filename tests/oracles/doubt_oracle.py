"""What `doubt` says, worked out slowly from the definitions: nothing of it is shared with the fast code."""

import itertools
import math

import yaml

from ripeness.scenario import read_text


def jansen_and_saltelli(f, a, b):
    """Return first and total indices row by row, by Saltelli et al. (2010), table 2, (b) and (f).

    ``a`` and ``b`` are lists of N points of d coordinates.
    """
    rows, d = len(a), len(a[0])
    fa, fb = [f(x) for x in a], [f(x) for x in b]
    every = fa + fb
    mean = math.fsum(every) / len(every)
    variance = math.fsum((y - mean) ** 2 for y in every) / len(every)
    first, total = [], []
    for i in range(d):
        mixed = [f([*x[:i], y[i], *x[i + 1 :]]) for x, y in zip(a, b, strict=True)]
        first.append(math.fsum((fb[r] - mean) * (mixed[r] - fa[r]) for r in range(rows)) / rows / variance)
        total.append(math.fsum((fa[r] - mixed[r]) ** 2 for r in range(rows)) / (2 * rows) / variance)
    return first, total


def smallest_flip(f, ranges, start, limit, steps=24):
    """Return the size of the smallest set of coordinates that turns the verdict, and its least total relative move.

    All subsets, all points of a grid over their ranges; None where no grid point turns it.
    """
    before = f(start) >= limit
    grids = [[low + (high - low) * k / steps for k in range(steps + 1)] for low, high in ranges]
    for size in range(1, len(ranges) + 1):
        best = math.inf
        for chosen in itertools.combinations(range(len(ranges)), size):
            for values in itertools.product(*(grids[i] for i in chosen)):
                point = list(start)
                for i, value in zip(chosen, values, strict=True):
                    point[i] = value
                if (f(point) >= limit) != before:
                    move = sum(abs(point[i] - start[i]) / (ranges[i][1] - ranges[i][0]) for i in chosen)
                    best = min(best, move)
        if best < math.inf:
            return size, best
    return None


def edited(text, claims):
    """Return the scenario as somebody would write it who does not have these claims, by editing the file's tree."""
    tree = yaml.load(text, yaml.BaseLoader)
    for key, value in list(tree.items()):
        if key != "claims":
            tree[key] = _edited(value, claims)
    return read_text(yaml.dump(tree, sort_keys=False, default_style='"', width=10_000))


def _edited(node, claims):
    if isinstance(node, list):
        return [_edited(item, claims) for item in node]
    if not isinstance(node, dict):
        return node
    because = node.get("because")
    if because and set(because) <= claims and "ranked" in node:
        first, *middle, last = node["ranked"]
        return {first: "100", **dict.fromkeys(middle, "unknown"), last: "0"}
    if because and set(because) <= claims and "is" in node:
        if "else" in node:
            return node["else"]
        return {"is": "unknown", "within": node["within"]} if "within" in node else "unknown"
    return {key: _edited(item, claims) for key, item in node.items()}


def read_otherwise(text, sets):
    """Return the scenario with numbers of another reading written over its own, by editing the file's tree."""
    tree = yaml.load(text, yaml.BaseLoader)
    for path, value in sets.items():
        *steps, last = path.split(".")
        node = tree
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node[step]
        if isinstance(node.get(last), dict):
            node[last] = {**{k: v for k, v in node[last].items() if k != "within"}, "is": value}
        else:
            node[last] = value
    return read_text(yaml.dump(tree, sort_keys=False, default_style='"', width=10_000))
