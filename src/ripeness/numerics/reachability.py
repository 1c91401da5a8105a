"""Reachability in directed graphs given as arrays of arcs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Nodes = NDArray[np.int64]
Numbers = NDArray[np.int32]


def least_reachable(values: Numbers, sources: Nodes, targets: Nodes) -> Numbers:
    """Return for every node the least value among the nodes that it reaches, itself included.

    Parameters
    ----------
    values : array, shape (V,)
        One number a node.
    sources, targets : array, shape (E,)
        Arc k goes from ``sources[k]`` to ``targets[k]``.

    Notes
    -----
    Nodes are taken by rising value, and from each all that reach it and are not yet marked are searched backwards
    and marked: every arc is touched once. The search is one depth-first search from a node that is added, whose
    arcs go to all others in that order.

    Examples
    --------
    >>> import numpy as np
    >>> least_reachable(np.array([5, 3, 1], dtype=np.int32), np.array([0, 1]), np.array([1, 0])).tolist()
    [3, 3, 1]
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import depth_first_order

    count = len(values)
    order = np.argsort(values, kind="stable")
    number = np.empty(count, dtype=np.int64)
    number[order] = np.arange(count)
    tails = np.concatenate([number[targets], np.full(count, count)])
    heads = np.concatenate([number[sources], np.arange(count)])
    graph = csr_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(count + 1, count + 1))
    graph.sum_duplicates()
    visited, before = depth_first_order(graph, count, directed=True)
    first = before[visited[1:]] == count  # the search starts anew here: all that follows reaches this node
    starts = visited[1:][first][np.cumsum(first) - 1]
    found = np.empty_like(values)
    found[order[visited[1:]]] = values[order[starts]]
    return found
