"""From one network to another of a slightly different shape, with what the first has learned.

Units that are new get random incoming and zero outgoing weights, so the function stays the same. A dense
layer that is new passes on what it gets: the weights around it code its input into the range where its
activation is straight, and decode it again (`passing`). Units and layers that are gone just go. Around other
kinds of layers what fits is copied: a new convolution gets kernels that copy, a new residual block adds zero,
a new normalisation starts with its own statistics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.engine import Conv2d, Dense, Dropout, Flatten, Layer, Network, Residual
from playground.experiment.passing import Decoding, encode, range_of

_INPUT_RANGE = (-3.0, 3.0)
"""Of the inputs of a network, about."""
_COST_OF_RESIZING = 0.6
"""Against 1 for taking a layer out or putting one in."""


def carry_over(old: Network, new: Network) -> None:
    """Give `new` what `old` has learned, so that it computes the same as far as its shape allows.

    New units change nothing. A new dense layer as wide as the one before it, both of the same activation,
    changes the outputs of 2-6-3 by at most this share of their standard deviation: identity, ReLU, leaky
    ReLU, ELU, SELU and step 0 (but for rounding), softplus 0.001, SiLU and sigmoid 0.01, Gaussian 0.02, GELU
    0.04, mish, tanh and sine 0.05, softsign 0.07. A layer narrower than what it gets, or a normalisation,
    can't pass everything on.

    Parameters
    ----------
    old : Network
        Left as it is.
    new : Network
        Its weights are those of a fresh start, and are changed in place.
    """
    _carry_layers(old.layers, new.layers, _INPUT_RANGE)


def _carry_layers(old: Sequence[Layer], new: Sequence[Layer], signal_range: tuple[float, float]) -> None:
    pending: Decoding | None = None
    for i, (layer, source) in enumerate(align(old, new)):
        if source is not None:
            _copy(source, layer, pending)
        if isinstance(layer.spec, Dropout | Flatten):
            continue
        if source is None and _can_decode(new, i):
            # What is passed on is still the signal from before.
            pending = _pass_on(layer, pending, signal_range)
            continue
        pending = None
        if source is None:
            _pass_on_plainly(layer)
        signal_range = range_of(layer.activation)


# ---- which layer was which


def align(old: Sequence[Layer], new: Sequence[Layer]) -> Iterator[tuple[Layer, Layer | None]]:
    """Pair each new layer with the old one that it comes from, or None; the last ones belong together.

    The pairing with the fewest changes; of equal ones that where layers are put in late, since there they can
    pass on what they get.
    """
    if not old or not new:
        yield from ((layer, None) for layer in new)
        return
    n_old, n_new = len(old) - 1, len(new) - 1
    # cost[i, j]: of turning the old layers from i on into the new ones from j on.
    cost = np.zeros((n_old + 1, n_new + 1))
    cost[:, n_new] = n_old - np.arange(n_old + 1)
    cost[n_old, :] = n_new - np.arange(n_new + 1)
    for i in reversed(range(n_old)):
        for j in reversed(range(n_new)):
            same = cost[i + 1, j + 1] + _difference(old[i], new[j])
            cost[i, j] = min(same, cost[i + 1, j] + 1, cost[i, j + 1] + 1)
    i = j = 0
    while j < n_new:
        if i < n_old and cost[i, j] == cost[i + 1, j + 1] + _difference(old[i], new[j]):
            yield new[j], old[i]
            i, j = i + 1, j + 1
        elif i < n_old and cost[i, j] == cost[i + 1, j] + 1:
            i += 1
        else:
            yield new[j], None
            j += 1
    yield new[-1], old[-1] if type(old[-1].spec) is type(new[-1].spec) else None


def _difference(old: Layer, new: Layer) -> float:
    if type(old.spec) is not type(new.spec):
        return np.inf
    return 0.0 if old.output_shape == new.output_shape else _COST_OF_RESIZING


# ---- layers that were there before


def _copy(old: Layer, new: Layer, pending: Decoding | None) -> None:
    if isinstance(new.spec, Residual):
        _carry_layers(old.inner_layers, new.inner_layers, _INPUT_RANGE)
        return
    for name, values in new.parameters.items():
        if name != "weights":
            _copy_overlap(old.parameters[name], values)
    for name, values in new.state.items():
        _copy_overlap(old.state[name], values)
    if isinstance(new.spec, Dense):
        _copy_dense(old, new, pending)
    elif new.weights is not None and old.weights is not None:
        _copy_kernels(old.weights, new.weights)


def _copy_overlap(old: NDArray[np.floating], new: NDArray[np.floating]) -> None:
    """What both have of the first units."""
    shared = tuple(slice(min(a, b)) for a, b in zip(old.shape, new.shape, strict=True))
    new[shared] = old[shared]


def _copy_dense(old: Layer, new: Layer, pending: Decoding | None) -> None:
    """Weights of the inputs and units that both have; nothing from inputs that are new."""
    assert old.weights is not None
    assert new.weights is not None
    assert new.biases is not None
    decoding = pending or Decoding(n=len(new.weights))
    n = min(len(old.weights), decoding.n)
    n_units = min(old.weights.shape[1], new.weights.shape[1])
    learned = old.weights[:n, :n_units]
    new.weights[:, :n_units] = 0.0
    decoding.fold(learned, new.weights[:, :n_units], new.biases[:n_units])


def _copy_kernels(old: NDArray[np.floating], new: NDArray[np.floating]) -> None:
    if old.shape[2:] != new.shape[2:]:
        return
    n_units, n_inputs = min(len(old), len(new)), min(old.shape[1], new.shape[1])
    new[:n_units] = 0.0
    new[:n_units, :n_inputs] = old[:n_units, :n_inputs]


# ---- layers that are new


def _can_decode(layers: Sequence[Layer], index: int) -> bool:
    """Whether a dense layer is followed by one that can decode what it passes on."""
    after = (layer.spec for layer in layers[index + 1 :] if not isinstance(layer.spec, Dropout | Flatten))
    return isinstance(layers[index].spec, Dense) and isinstance(next(after, None), Dense)


def _pass_on(layer: Layer, pending: Decoding | None, signal_range: tuple[float, float]) -> Decoding:
    """Code the input of a new dense layer into its units; return how to decode it."""
    weights, biases = layer.weights, layer.biases
    assert weights is not None
    assert biases is not None
    before = pending or Decoding(n=len(weights))
    n_units = weights.shape[1]
    code = encode(layer.activation, signal_range, has_room_for_pairs=n_units >= 2 * before.n)
    n = min(before.n, n_units)
    coded = n * (2 if code.in_pairs else 1)
    weights[:, :coded] = 0.0
    biases[:coded] = 0.0
    identity = np.eye(before.n, n, dtype=weights.dtype)
    for sign, columns in zip((1.0, -1.0), pairwise(range(0, coded + 1, n)), strict=False):
        part = slice(*columns)
        before.fold(weights.dtype.type(sign * code.weight) * identity, weights[:, part], biases[part])
        biases[part] += code.bias
    return Decoding(n=n, gain=code.gain, offset=code.offset, in_pairs=code.in_pairs)


def _pass_on_plainly(layer: Layer) -> None:
    """Let a new layer hand on what it gets, where nothing after it can be adapted."""
    if isinstance(layer.spec, Residual):
        learning = [inner for inner in layer.inner_layers if inner.weights is not None]
        if learning:
            for values in learning[-1].parameters.values():
                values[...] = 0.0
        return
    w, b = layer.weights, layer.biases
    if w is None or b is None:
        return
    if isinstance(layer.spec, Conv2d):
        spec = layer.spec
        if spec.stride != 1 or 2 * spec.padding != spec.kernel_size - 1:
            return
        n = min(w.shape[:2])
        w[:n], b[:n] = 0.0, 0.0
        w[np.arange(n), np.arange(n), spec.padding, spec.padding] = 1.0
    elif w.ndim == 2:
        n = min(w.shape)
        w[:, :n], b[:n] = 0.0, 0.0
        w[np.arange(n), np.arange(n)] = 1.0
