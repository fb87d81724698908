"""Edits of the layers, and the shapes that follow from them."""

from playground.builder import edits
from playground.builder.shapes import layer_shapes
from playground.engine import Dense
from playground.experiment.config import ExperimentConfig

CONFIG = ExperimentConfig()


def units(config: ExperimentConfig) -> list[int]:
    return [layer.units for layer in config.network.layers if isinstance(layer, Dense)]


def test_an_added_layer_is_like_the_one_before_it() -> None:
    assert units(edits.add_layer(CONFIG)) == [128, 64, 64]


def test_the_first_layer_of_an_empty_network_can_be_added() -> None:
    empty = edits.with_layers(CONFIG, ())
    assert units(edits.add_layer(empty)) == [32]


def test_layers_are_removed_and_moved_by_place() -> None:
    three = edits.with_layers(CONFIG, [Dense(units=n) for n in (1, 2, 3)])
    assert units(edits.remove_layer(three, 1)) == [1, 3]
    assert units(edits.move_layer(three, 0, 2)) == [2, 3, 1]
    assert units(edits.move_layer(three, 2, 0)) == [3, 1, 2]


def test_an_edit_of_one_layer_leaves_the_others_and_the_config_as_they_were() -> None:
    changed = edits.set_activation(edits.set_units(CONFIG, 0, 7), 1, "tanh")
    assert changed.network.layers == (Dense(units=7, activation="relu"), Dense(units=64, activation="tanh"))
    assert units(CONFIG) == [128, 64]


def test_the_default_network_has_109386_parameters() -> None:
    shapes = layer_shapes(784, CONFIG.network.layers, 10)
    assert [shape.n_parameters for shape in shapes] == [100_480, 8_256, 650]


def test_without_hidden_layers_inputs_meet_outputs() -> None:
    (shape,) = layer_shapes(784, (), 10)
    assert (shape.fan_in, shape.units, shape.n_parameters) == (784, 10, 7850)
