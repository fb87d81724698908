"""Frozen parameters, cut weights and units switched off, when the layers that they are on change.

Addresses count the layers, so a layer put in, taken out or moved gives the marks after it other names. Units
and biases go with their layer. The mark of a weight belongs to a link between two layers: it stays where both
are next to each other still, and goes with the link. What doesn't fit any more goes without a question, since
undo brings it back; only marks that somebody writes are refused (`addresses.address_problems`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from playground.engine import LayerSpec, Residual
from playground.experiment.addresses import address_problems
from playground.experiment.config import ExperimentConfig, NetworkConfig
from playground.experiment.layer_kinds import kind_of
from playground.experiment.validation import shapes_of

_FIELDS = ("frozen", "cut", "silenced")
MARK_PATHS = frozenset(f"network.{field}" for field in _FIELDS)

Origins = Sequence[int | None]
"""For each new layer which of the old ones it was, counted from 0, or None if it is new."""


def without_marks(network: NetworkConfig) -> NetworkConfig:
    """`network` with nothing frozen, cut or switched off."""
    return replace(network, frozen=(), cut=(), silenced=())


def marks_of(network: NetworkConfig) -> tuple[tuple[str, ...], ...]:
    """What is frozen, cut and switched off."""
    return network.frozen, network.cut, network.silenced


def with_fitting_marks(config: ExperimentConfig) -> ExperimentConfig:
    """`config` without the marks that its network has no place for."""
    if not any(marks_of(config.network)):
        return config
    lost = {(problem.path, problem.address) for problem in address_problems(config, shapes_of(config))}
    if not lost:
        return config
    network = config.network
    for field in _FIELDS:
        kept = tuple(a for a in getattr(network, field) if (f"network.{field}", a) not in lost)
        network = replace(network, **{field: kept})  # type: ignore[arg-type]  # named by `_FIELDS`
    return replace(config, network=network)


def with_other_layers(
    config: ExperimentConfig, layers: Sequence[LayerSpec], origins: Origins, block: tuple[int, ...] = ()
) -> ExperimentConfig:
    """`config` with other hidden layers, or other layers inside a block, and the marks where they belong.

    Parameters
    ----------
    config : ExperimentConfig
    layers : sequence of LayerSpec
    origins : sequence of int or None
        As long as `layers`.
    block : tuple of int
        The place of the block, counted from 0; empty for the network itself.
    """
    network = config.network
    old = _layers_at(network.layers, block)
    changed = replace(network, layers=_put(network.layers, block, tuple(layers)))
    if any(marks_of(network)):
        rename = _renamer(old, tuple(layers), origins, block)
        for field in _FIELDS:
            names = tuple(filter(None, map(rename, getattr(network, field))))
            changed = replace(changed, **{field: names})  # type: ignore[arg-type]  # named by `_FIELDS`
    return with_fitting_marks(replace(config, network=changed))


def _layers_at(layers: tuple[LayerSpec, ...], block: tuple[int, ...]) -> tuple[LayerSpec, ...]:
    for index in block:
        inside = layers[index]
        layers = inside.layers if isinstance(inside, Residual) else ()
    return layers


def _put(
    layers: tuple[LayerSpec, ...], block: tuple[int, ...], new: tuple[LayerSpec, ...]
) -> tuple[LayerSpec, ...]:
    if not block:
        return new
    index, inside = block[0], layers[block[0]]
    assert isinstance(inside, Residual)
    changed = replace(inside, layers=_put(inside.layers, block[1:], new))
    return (*layers[:index], changed, *layers[index + 1 :])


def _renamer(
    old: tuple[LayerSpec, ...], new: tuple[LayerSpec, ...], origins: Origins, block: tuple[int, ...]
) -> Callable[[str], str]:
    """What an address becomes; empty if what it names is gone."""
    prefix = "".join(f"layer{index + 1}." for index in block)
    # What follows the layers (of the network: the output layer) stays what it is.
    places = {was: now for now, was in enumerate([*origins, len(old)]) if was is not None}
    came_from = [*origins, len(old)]

    def rename(address: str) -> str:
        head, rest = address[: len(prefix)], address[len(prefix) :]
        digits = "".join(takewhile(str.isdigit, rest.removeprefix("layer")))
        if head != prefix or not digits:
            return address
        was = int(digits) - 1
        now = places.get(was)
        if now is None:
            return ""
        rest = rest.removeprefix(f"layer{digits}")
        before, after = _source(old, was), _source(new, now)
        is_same_link = before == (after if after is None else came_from[after])
        return f"{prefix}layer{now + 1}{rest}" if is_same_link or not rest.startswith(".weights") else ""

    return rename


def _source(layers: tuple[LayerSpec, ...], index: int) -> int | None:
    """The layer whose units the weights of layer `index` come from; None for the input."""
    for before in range(index - 1, -1, -1):
        entry = kind_of(layers[before])
        if isinstance(layers[before], Residual) or (entry is not None and entry.has_weights):
            return before
    return None
