"""Uniformisation beside matrix exponentials: random chains, single ones and many draws at once."""

import numpy as np
import pytest
from scipy.linalg import expm

from ripeness.numerics import markov
from ripeness.numerics.markov import Arcs, evolve, poisson
from tests.budget import examples


def chain(rng, states, draws, density=0.5, scale=1.0):
    """Return arcs with a kind each, rates, and the generators of all draws."""
    source, target = np.nonzero((rng.random((states, states)) < density) & ~np.eye(states, dtype=bool))
    rates = rng.exponential(scale, (draws, len(source))) * (rng.random((draws, len(source))) < 0.8)
    generators = np.zeros((draws, states, states))
    generators[:, source, target] = rates
    generators -= np.eye(states) * generators.sum(axis=2)[:, :, None]
    return Arcs(states, source, target, np.arange(len(source))), rates, generators


@pytest.mark.parametrize("seed", range(examples(30, 180)))
def test_random_chains(seed):
    rng = np.random.default_rng(seed)
    states, draws = int(rng.integers(1, 13)), int(rng.integers(1, 6))
    arcs, rates, generators = chain(rng, states, draws, scale=float(rng.choice([0.01, 1, 30])))
    days = float(rng.uniform(0.1, 5))
    start = rng.dirichlet(np.ones(states), size=(2, draws))
    times = [0.0, days / 3, days]
    watch = (rng.random((states, 3)) < 0.5).astype(float)
    moved = evolve(arcs, rates, start, days, watch=watch, times=times)
    for d in range(draws):
        for c in range(2):
            assert moved.end[c, d] == pytest.approx(start[c, d] @ expm(days * generators[d]), abs=1e-9)
        for k, time in enumerate(times):
            assert moved.seen[k, d] == pytest.approx(start[0, d] @ expm(time * generators[d]) @ watch, abs=1e-9)
    assert 0 <= moved.error < 1e-8


@pytest.mark.parametrize("seed", range(6))
def test_long_times_stop_early_within_the_bound(seed):
    rng = np.random.default_rng(seed)
    arcs, rates, generators = chain(rng, 8, 2, scale=20.0)
    start = rng.dirichlet(np.ones(8), size=(1, 2))
    moved = evolve(arcs, rates, start, 40.0, watch=np.eye(8), times=[1.0, 40.0])
    for d in range(2):
        assert np.abs(moved.end[0, d] - start[0, d] @ expm(40.0 * generators[d])).sum() < max(moved.error, 1e-10)
        assert moved.seen[0, d] == pytest.approx(start[0, d] @ expm(generators[d]), abs=1e-9)


def test_a_chain_that_swings_to_and_fro_comes_to_rest():
    arcs = Arcs(2, np.array([0, 1]), np.array([1, 0]), np.array([0, 0]))
    moved = evolve(arcs, np.array([[3e4]]), np.array([[[1.0, 0.0]]]), 10.0)
    assert moved.end[0, 0] == pytest.approx([0.5, 0.5], abs=1e-9)


def test_ways_out_lose_weight():
    arcs = Arcs(1, np.array([0]), np.array([-1]), np.array([0]))
    moved = evolve(arcs, np.array([[0.5]]), np.ones((1, 1, 1)), 2.0)
    assert moved.end[0, 0, 0] == pytest.approx(np.exp(-1.0), abs=1e-10)


def test_threads_and_chunks_change_no_digit(monkeypatch):
    rng = np.random.default_rng(5)
    arcs, rates, _ = chain(rng, 6, 40)
    start = rng.dirichlet(np.ones(6), size=(1, 40))
    found = []
    for workers in (1, 3):
        monkeypatch.setattr(markov, "WORKERS", workers)
        monkeypatch.setattr(markov, "_TOGETHER", 200)
        found.append(evolve(arcs, rates, start, 3.0).end)
    assert (found[0] == found[1]).all()


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.3, 7.0, 250.0, 20_000.0])
def test_poisson_weights(mean):
    from scipy.stats import poisson as reference

    weights, cut = poisson(np.array([mean]), 1e-10)
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert weights[:, 0] == pytest.approx(reference.pmf(np.arange(len(weights)), mean), abs=1e-9)
    assert cut < 1e-8
