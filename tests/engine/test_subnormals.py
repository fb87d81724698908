"""Numbers too small for their type: taken for 0 inside, and only there."""

import threading

import numpy as np
import pytest

from playground.engine.subnormals import can_ignore_subnormals, subnormals_as_zero

needs_processor = pytest.mark.skipif(not can_ignore_subnormals(), reason="only Linux on x86-64")

TINY = np.full(40, 1e-20, np.float32)


def product():
    return TINY * TINY


def counts_as_something(values):
    return bool((values.view(np.uint32) != 0).any())


@needs_processor
def test_they_are_zero_inside():
    assert counts_as_something(product())
    with subnormals_as_zero():
        assert not counts_as_something(product())
        given = np.full(40, 1e-40, np.float32)
        assert not counts_as_something(given * np.float32(1e10))
    assert counts_as_something(product())


@needs_processor
def test_what_is_outside_comes_back_after_an_error_and_after_nesting():
    with pytest.raises(ZeroDivisionError), subnormals_as_zero():
        raise ZeroDivisionError
    assert counts_as_something(product())
    with subnormals_as_zero():
        with subnormals_as_zero():
            pass
        assert not counts_as_something(product())
    assert counts_as_something(product())


@needs_processor
def test_other_threads_go_on_as_they_were():
    # A new thread begins as the one that starts it is, so this one is started before.
    found = []
    begin, done = threading.Event(), threading.Event()

    def work():
        begin.wait(10)
        found.append(counts_as_something(product()))
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    with subnormals_as_zero():
        begin.set()
        assert done.wait(10)
    thread.join()
    assert found == [True]


def test_normal_numbers_are_the_same_bits():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 60)).astype(np.float32)
    outside = np.exp(x @ x.T)
    with subnormals_as_zero():
        inside = np.exp(x @ x.T)
    assert inside.tobytes() == outside.tobytes()


def test_numpy_still_warns_as_it_would():
    with subnormals_as_zero(), np.errstate(over="raise"), pytest.raises(FloatingPointError):
        np.multiply(np.float32(1e30), np.float32(1e30))
