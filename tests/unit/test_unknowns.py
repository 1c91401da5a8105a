"""Arithmetic with unknown numbers: unknown stays unknown, but only where it is needed."""

import math

import numpy as np
import pytest

from ripeness.numerics.unknowns import at_least, times

NAN = math.nan


def same(found, expected):
    return np.array_equal(np.asarray(found), np.asarray(expected, dtype=float), equal_nan=True)


@pytest.mark.parametrize(
    ("a", "b", "product"),
    [(2, 3, 6), (2, NAN, NAN), (NAN, 3, NAN), (NAN, NAN, NAN), (0, NAN, 0), (NAN, 0, 0), (0, 0, 0), (-2, 3, -6)],
)
def test_product(a, b, product):
    assert same(times(a, b), product)


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [(1, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 0), (1, NAN, NAN), (NAN, 1, NAN), (0, NAN, 0), (NAN, 0, 0)],
)
def test_of_truths_the_product_is_kleenes_conjunction(a, b, both):
    assert same(times(a, b), both)


def test_product_of_arrays_of_different_shape():
    assert same(times(np.array([[1.0], [0.0]]), np.array([2.0, NAN])), [[2.0, NAN], [0.0, 0.0]])


def test_product_with_minus_zero_is_zero():
    assert same(times(-0.0, NAN), 0)


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (1, 1, 1),
        (1, 2, 0),
        (2, 1, 1),
        (NAN, 1, NAN),
        (1, NAN, NAN),
        (NAN, NAN, NAN),
        (1 - 1e-10, 1, 1),
        (1 - 1e-8, 1, 0),
    ],
)
def test_at_least_within_the_tolerance(a, b, verdict):
    assert same(at_least(a, b, 1e-9), verdict)


def test_sums_that_floats_get_wrong_are_equal():
    assert same(at_least(0.1 + 0.2, 0.3, 1e-9), 1)
    assert same(at_least(0.3, 0.1 + 0.2, 1e-9), 1)
