"""Edits of the layers, those inside blocks too, and what can be added where."""

from dataclasses import replace

import pytest

from playground.builder import edits
from playground.builder.adding import Offer, offers
from playground.engine import (
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerSpec,
    MaxPool2d,
    Residual,
)
from playground.experiment.config import ExperimentConfig
from playground.experiment.shapes import network_shapes
from playground.experiment.validation import problems

CONFIG = ExperimentConfig()
CONV = Conv2d(channels=8, padding=1)


def network(*layers: LayerSpec) -> ExperimentConfig:
    return replace(CONFIG, network=replace(CONFIG.network, layers=layers))


def offer(config: ExperimentConfig, kind: str, parent: tuple[int, ...] = ()) -> Offer:
    shapes = network_shapes(config, (784,), 10, (28, 28))
    (found,) = [o for o in offers(config, shapes, parent, (28, 28)) if o.entry.kind == kind]
    return found


def units(config: ExperimentConfig) -> list[int]:
    return [layer.units for layer in config.network.layers if isinstance(layer, Dense)]


def test_layers_are_removed_and_moved_by_place() -> None:
    three = network(*(Dense(units=n) for n in (1, 2, 3)))
    assert units(edits.remove_layer(three, 1)) == [1, 3]
    assert units(edits.move_layer(three, 0, 2)) == [2, 3, 1]
    assert units(edits.move_layer(three, 2, 0)) == [3, 1, 2]


def test_an_edit_of_one_layer_leaves_the_others_and_the_config_as_they_were() -> None:
    changed = edits.set_setting(edits.set_units(CONFIG, 0, 7), 1, "activation", "tanh")
    assert changed.network.layers == (Dense(units=7, activation="relu"), Dense(units=64, activation="tanh"))
    assert units(CONFIG) == [128, 64]


def test_units_are_filters_in_a_convolution_and_nothing_elsewhere() -> None:
    config = network(CONV, MaxPool2d())
    assert edits.set_units(config, 0, 3).network.layers[0] == Conv2d(channels=3, padding=1)
    assert edits.set_units(config, 1, 3) == config


def test_layers_inside_a_block_are_edited_where_they_are() -> None:
    block = Residual(layers=(Dense(units=64), Dense(units=64, activation="identity")))
    config = network(Dense(units=64), block)
    assert edits.layer_at(config, (1, 1)) == block.layers[1]
    changed = edits.set_setting(config, (1, 0), "activation", "tanh")
    assert edits.layer_at(changed, (1, 0)) == Dense(units=64, activation="tanh")
    assert edits.layer_at(changed, (1, 1)) == block.layers[1]
    assert edits.layers_in(edits.remove_layer(config, (1, 0)), (1,)) == block.layers[1:]
    assert edits.layers_in(edits.move_layer(config, (1, 0), 1), (1,)) == block.layers[::-1]


def test_a_dense_layer_is_offered_at_the_end_like_the_one_before_it() -> None:
    found = offer(network(Dense(units=128), Dense(units=32, activation="tanh")), "dense")
    assert found.config is not None
    assert found.config.network.layers[2] == Dense(units=32, activation="tanh")


def test_a_network_without_layers_can_get_any_kind() -> None:
    for kind in ("dense", "conv2d", "max_pool2d", "flatten", "batch_norm", "layer_norm", "dropout"):
        found = offer(network(), kind)
        assert found.config is not None, found.remark
        assert problems(found.config) == []


def test_a_convolution_goes_where_there_are_still_pictures() -> None:
    into_dense = offer(CONFIG, "conv2d")
    assert into_dense.place == (0,)
    assert into_dense.remark.endswith("Goes in before layer 1.")
    behind_pool = offer(network(CONV, MaxPool2d(), Dense(units=64)), "conv2d")
    assert behind_pool.place == (2,)
    assert behind_pool.config is not None
    assert problems(behind_pool.config) == []
    assert offer(network(CONV, MaxPool2d(), Dense(units=64)), "flatten").place == (2,)


def test_pooling_a_picture_of_one_pixel_is_refused_with_the_reason() -> None:
    found = offer(network(CONV, MaxPool2d(size=28), Dense(units=10)), "max_pool2d")
    assert found.config is None
    assert "larger than the picture of 1×1" in found.remark


@pytest.mark.parametrize("before", [(CONV,), (Dense(units=32),), (CONV, MaxPool2d(), Flatten(), Dropout())])
def test_a_residual_block_is_offered_with_layers_that_keep_the_shape(before: tuple[LayerSpec, ...]) -> None:
    found = offer(network(*before), "residual")
    assert found.config is not None
    assert isinstance(found.config.network.layers[-1], Residual)
    assert problems(found.config) == []


def test_what_is_added_to_a_block_keeps_its_shape_or_is_refused() -> None:
    config = network(Conv2d(channels=4, padding=1), Residual(layers=(Conv2d(channels=4, padding=1),)))
    conv = offer(config, "conv2d", (1,))
    assert conv.place == (1, 1)
    assert conv.config is not None
    assert edits.layer_at(conv.config, (1, 1)) == Conv2d(channels=4, padding=1)
    assert offer(config, "batch_norm", (1,)).config is not None
    pooled = offer(config, "max_pool2d", (1,))
    assert pooled.config is None
    assert "only equal shapes can be added" in pooled.remark
    assert offer(network(Dense(units=8), Residual(layers=(BatchNorm(),))), "conv2d", (1,)).config is None
