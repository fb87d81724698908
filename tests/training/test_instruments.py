from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.engine import gradient_rms, rms_by_layer
from playground.experiment.config import ExperimentConfig
from playground.training.instruments import Instruments, fast_rms
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def test_gradients_are_those_of_the_last_step(make_config: ConfigMaker) -> None:
    session = Session(make_config((10, 10), optimizer="sgd", learning_rate=0.1))
    instruments = Instruments(session)
    session.run(7)
    before = session.network.parameters.copy()
    session.run(1)
    view = instruments.gradients(True, now=1.0)
    np.testing.assert_allclose(view.rms, gradient_rms(session.network), rtol=1e-5)
    np.testing.assert_allclose(
        view.update_rms, rms_by_layer(session.network, session.network.parameters - before), rtol=1e-2
    )
    assert view.history is not None
    assert view.history.steps.tolist() == [8]


def test_tiny_gradients_are_not_lost(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    tiny = np.full(session.network.n_parameters, 1e-25, np.float32)
    np.testing.assert_allclose(fast_rms(session.network, tiny), 1e-25, rtol=1e-4)
    assert fast_rms(session.network, 0 * tiny).tolist() == [0, 0]


def test_samples_are_taken_a_few_times_a_second(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    instruments = Instruments(session)
    session.run(100)
    for i in range(1000):
        session.run(1)
        instruments.sample(i * 0.001)
    view = instruments.gradients(True, now=1.0)
    assert view.history is not None
    assert 3 <= len(view.history.steps) <= 30
    instruments.truncate(150)
    again = instruments.gradients(True, now=2.0)
    assert again.history is not None
    assert (again.history.steps[:-1] <= 150).all()
