"""What the + between two layers puts there."""

from dataclasses import replace

import pytest

from playground.app.stage_edits import insert_layer
from playground.engine import Conv2d, Dense, Dropout, Flatten, MaxPool2d
from playground.experiment import validate
from playground.experiment.config import ExperimentConfig

CONV, POOL = Conv2d(channels=8, kernel_size=5), MaxPool2d()
SAME = Conv2d(channels=8, kernel_size=5, padding=2)
PICTURES = (CONV, POOL, Flatten(), Dense(units=64))
DENSE = (Dense(units=20), Dropout(rate=0.3))


@pytest.mark.parametrize(
    ("layers", "index", "expected"),
    [
        ((), 0, Dense(units=32)),
        (DENSE, 0, Dense(units=20)),
        (DENSE, 2, Dense(units=20)),
        (PICTURES, 0, SAME),
        (PICTURES, 1, SAME),
        (PICTURES, 2, SAME),
        (PICTURES, 3, Dense(units=64)),
        (PICTURES, 4, Dense(units=64)),
        ((POOL, Flatten()), 0, Conv2d(channels=8, padding=1)),
        ((POOL, Flatten()), 2, Dense(units=32)),
    ],
)
def test_a_new_layer_is_of_the_kind_that_fits_its_place(layers, index, expected):
    config = ExperimentConfig()
    config = replace(config, network=replace(config.network, layers=layers))
    changed = insert_layer(config, index)
    assert changed.network.layers == (*layers[:index], expected, *layers[index:])
    validate(changed)
