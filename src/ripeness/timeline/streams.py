"""Random numbers of histories: a stream of its own for every 4,096 of them, whoever draws them."""

from __future__ import annotations

import hashlib

import numpy as np

STREAM = 4096  # histories that share a stream of random numbers


def stream_of(seed: int, number: int) -> np.random.Generator:
    """Return the random numbers of one stream."""
    digest = hashlib.sha256(f"{seed}\0timeline.histories\0{number}".encode()).digest()
    return np.random.Generator(np.random.Philox(int.from_bytes(digest[:16], "little")))


def streams(histories: int) -> int:
    """Return how many streams of random numbers so many histories take."""
    return -(-histories // STREAM)
