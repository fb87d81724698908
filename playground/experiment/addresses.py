"""How single parameters and units are written in a config: `layer2.weights[3,1]`, `layer1[3]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from playground.engine import Dense, LayerSpec, Residual
from playground.engine.arrays import Shape
from playground.engine.layers import make_layer
from playground.errors import ConfigError
from playground.experiment.config import ExperimentConfig
from playground.experiment.shapes import LayerShape, NetworkShapes

_ADDRESS = re.compile(r"([a-z][a-z0-9_.]*)\[([0-9]{1,9}(?:,[0-9]{1,9})*)\]")

Address = tuple[str, tuple[int, ...]]


class AddressProblem(NamedTuple):
    """A mark that doesn't fit."""

    path: str
    """Of the setting that holds it: `network.frozen`, `network.cut` or `network.silenced`."""
    address: str
    sentence: str


def parse_address(address: str) -> Address:
    """Return name and index: `layer2.weights[3,1]` gives ("layer2.weights", (3, 1)).

    Raises
    ------
    ConfigError
        If it isn't written so.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ConfigError(
            f"“{address:.60}” is no place in a network. Write a weight as layer2.weights[3,1] (from unit 3 "
            "to unit 1), a bias as layer2.biases[1], a unit as layer2[1], all counted from 0."
        )
    return found[1], tuple(int(number) for number in found[2].split(","))


def address_of(name: str, index: tuple[int, ...]) -> str:
    """The reverse of `parse_address`."""
    return f"{name}[{','.join(map(str, index))}]"


def address_problems(config: ExperimentConfig, shapes: NetworkShapes) -> list[AddressProblem]:
    """Say which marks of `config` don't fit its network.

    Parameters
    ----------
    config : ExperimentConfig
    shapes : NetworkShapes
        Of the network of `config`, see `network_shapes`. Of one that can't be built nothing is said.
    """
    marks = [(f, a) for f in ("frozen", "cut", "silenced") for a in getattr(config.network, f)]
    if not marks or shapes.problem is not None:
        return []
    parameters: dict[str, Shape] = {}
    units: dict[str, int] = {}
    specs = (*config.network.layers, _output_spec(config, shapes))
    for name, spec, shape in _all_layers(specs, shapes.layers, ""):
        if not isinstance(spec, Residual):
            made = make_layer(spec, name, shape.input_shape)
            parameters |= {f"{name}.{p}": size for p, size in made.parameter_shapes().items()}
        if hasattr(spec, "activation"):
            units[name] = shape.output_shape[0]
    problems = []
    for field, address in marks:
        sentence = (
            _unit_problem(address, units)
            if field == "silenced"
            else _parameter_problem(address, parameters, only_weights=field == "cut")
        )
        if sentence is not None:
            problems.append(AddressProblem(f"network.{field}", address, sentence))
    return problems


def _output_spec(config: ExperimentConfig, shapes: NetworkShapes) -> LayerSpec:
    return Dense(units=shapes.layers[-1].output_shape[0], activation=config.network.output_activation)


def _all_layers(
    specs: tuple[LayerSpec, ...], shapes: tuple[LayerShape, ...], prefix: str
) -> Iterator[tuple[str, LayerSpec, LayerShape]]:
    for number, (spec, shape) in enumerate(zip(specs, shapes, strict=True), start=1):
        name = f"{prefix}layer{number}"
        yield name, spec, shape
        if isinstance(spec, Residual):
            yield from _all_layers(spec.layers, shape.inner, f"{name}.")


def _parameter_problem(address: str, parameters: dict[str, Shape], *, only_weights: bool) -> str | None:
    try:
        name, index = parse_address(address)
    except ConfigError as error:
        return str(error)
    shape = parameters.get(name)
    if shape is None:
        return f"“{address}”: this network has no parameters called {name}. It has {_some(parameters)}."
    if only_weights and not name.endswith(".weights"):
        return f"“{address}” is no weight: only links can be cut. Freeze it at 0 instead."
    if len(index) != len(shape) or any(i >= n for i, n in zip(index, shape, strict=True)):
        size = " × ".join(map(str, shape))
        last = address_of(name, tuple(n - 1 for n in shape))
        return f"“{address}” lies outside: {name} has {size} numbers, and the last one is {last}."
    return None


def _unit_problem(address: str, units: dict[str, int]) -> str | None:
    try:
        name, index = parse_address(address)
    except ConfigError as error:
        return str(error)
    if name not in units:
        return f"“{address}”: this network has no units called so. Those of {_some(units)} can be silenced."
    if len(index) != 1 or index[0] >= units[name]:
        return f"“{address}” lies outside: the units of {name} are {name}[0] to {name}[{units[name] - 1}]."
    return None


def _some(names: dict[str, object] | dict[str, Shape] | dict[str, int]) -> str:
    known = list(names)
    return ", ".join(known[:6]) + (" …" if len(known) > 6 else "")
