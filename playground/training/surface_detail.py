"""How fine a grid of the loss surface is made: what can be afforded while training goes on, or after it.

A grid of 25×25 points on 256 examples takes 0.15 s for 784-128-64-10. In its 1 % of the time beside training
that is one every twelve seconds, and the path has left it long before the first is done; a coarser one comes
every second. When training rests there is time for the grid that was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine import Dense, Network
from playground.training.messages import SurfaceRequest

_CALL = 1e5
"""A pass through a layer costs at least as much as so many multiplications (about 10 µs)."""
_AT_REST = 8e9
_WHILE_TRAINING = 6e8
_AT_ONCE_WHILE_TRAINING = 2e8
"""Multiplications that a grid may cost; 1e8 are about 5 ms."""
_DRAFT_FROM = 1e9
"""At rest a draft comes first where the grid would cost more."""
_SKETCHES = ((17, 128), (17, 64), (11, 64), (11, 32), (9, 32))
_DRAFT = _SKETCHES[-1]
_FEWEST_EXAMPLES_AT_REST = 64


@dataclass(frozen=True, slots=True)
class Detail:
    """Points along an axis, and examples at each point."""

    resolution: int
    n_examples: int


def affordable_detail(
    request: SurfaceRequest, network: Network, *, is_training: bool, is_first: bool
) -> Detail:
    """The finest grid within reach, never finer than `request`; the first one is there at once."""
    whole = Detail(request.resolution, request.n_examples)
    draft = _within(request, *_DRAFT)
    if not is_training:
        if is_first and _cost(network, whole) > _DRAFT_FROM:
            return draft
        by_example = _cost(network, whole) / whole.n_examples
        n_examples = max(int(_AT_REST / by_example), _FEWEST_EXAMPLES_AT_REST)
        return _within(request, whole.resolution, n_examples)
    most = _AT_ONCE_WHILE_TRAINING if is_first else _WHILE_TRAINING
    choices = [whole, *(_within(request, *sketch) for sketch in _SKETCHES)]
    return next((detail for detail in choices if _cost(network, detail) <= most), draft)


def _within(request: SurfaceRequest, resolution: int, n_examples: int) -> Detail:
    return Detail(min(resolution, request.resolution), min(n_examples, request.n_examples))


def _cost(network: Network, detail: Detail) -> float:
    """Multiplications of a grid; the products of a dense first layer are made once for all its points."""
    layers = network.layers[1:] if network.layers[0].kind == Dense.kind else network.layers
    at_a_point = detail.n_examples * sum(layer.n_multiplications for layer in layers)
    return detail.resolution**2 * (at_a_point + _CALL * len(network.layers))
