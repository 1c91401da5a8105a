"""Keeping compiled code from writing to the standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silence() -> Iterator[None]:
    """Turn away what compiled code writes to the standard output; where there is none, do nothing.

    HiGHS prints now and then whatever it is told, which would spoil JSON.
    """
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (AttributeError, OSError, ValueError):
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a name of the system, no path
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)
