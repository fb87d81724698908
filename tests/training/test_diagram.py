from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.experiment.config import ExperimentConfig
from playground.training.diagram import MAX_UNITS, DiagramMaker
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def test_it_shows_weights_as_pictures_and_links(make_config: ConfigMaker) -> None:
    session = Session(make_config((100, 6)))
    dataset, network = session.dataset, session.network
    diagram = DiagramMaker(network, dataset).view(None)
    first, second, output = diagram.layers
    np.testing.assert_array_equal(diagram.input, dataset.x_test[0].reshape(28, 28))
    assert len(first.units) == MAX_UNITS
    assert first.n_units == 100
    assert (first.units[0], first.units[-1]) == (0, 99)
    assert first.pictures is not None
    assert network.layers[0].weights is not None
    unit = int(first.units[5])
    np.testing.assert_array_equal(first.pictures[5], network.layers[0].weights[:, unit].reshape(28, 28))
    assert first.links.shape == (0, MAX_UNITS)
    assert network.layers[1].weights is not None
    np.testing.assert_array_equal(second.links, network.layers[1].weights[first.units])
    assert second.pictures is None
    assert output.links.shape == (6, 10)
    network.forward(dataset.x_test[:1])
    assert network.layers[0].a is not None
    np.testing.assert_array_equal(first.activations, network.layers[0].a[0][first.units])


def test_it_shows_the_drawing_and_does_not_disturb_training(make_config: ConfigMaker) -> None:
    one, other = Session(make_config()), Session(make_config())
    one.run(10)
    other.run(10)
    maker = DiagramMaker(one.network, one.dataset)
    drawing = one.dataset.x_test[9]
    np.testing.assert_array_equal(maker.view(drawing).input.ravel(), drawing)
    assert not np.array_equal(
        maker.view(None).layers[-1].activations, maker.view(drawing).layers[-1].activations
    )
    one.run(10)
    other.run(10)
    np.testing.assert_array_equal(one.network.parameters, other.network.parameters)
