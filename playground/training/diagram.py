"""The network as a picture: which units are shown, what they answer, and the weights between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.engine import Layer, Network
from playground.training.diagram_columns import MAX_UNITS, DiagramColumn, make_columns
from playground.training.messages import Diagram, DiagramBadge, DiagramLayer, FloatArray

__all__ = ["MAX_UNITS", "DiagramMaker"]


class DiagramMaker:
    """Makes the diagram part of a snapshot: for the drawing, or else for the first test example."""

    def __init__(self, network: Network, dataset: Dataset) -> None:
        self._network = network
        self._image_shape = dataset.image_shape
        self._shape = dataset.image_shape or dataset.input_shape
        self._example = dataset.x_test[:1]
        self._columns, self._at_input = make_columns(network.layers)

    def view(self, probe: FloatArray | None) -> Diagram:
        """The value that a snapshot carries: activations for `probe`, or for the fixed example."""
        x = self._example if probe is None else np.asarray(probe, np.float32).reshape(1, -1)
        # Before the forward pass, which makes the layers show its own numbers instead of the training step's.
        left_out = {
            layer.name: _left_out(layer)
            for column in self._columns
            for layer in column.badges
            if layer.kind == "dropout" and not column.makes_pictures
        }
        with np.errstate(all="ignore"):
            outputs = self._network.forward(x)
            probabilities = self._network.loss.probabilities(outputs)[0]
            layers = tuple(self._layer(column, left_out) for column in self._columns)
        shape = self._shape if x.size == int(np.prod(self._shape)) else x.shape[1:]
        return Diagram(
            input=_fresh(x.reshape(shape)),
            layers=layers,
            probabilities=_fresh(probabilities),
            is_drawing=probe is not None,
            input_badges=tuple(_badge(layer) for layer in self._at_input),
        )

    def _layer(self, column: DiagramColumn, left_out: dict[str, NDArray[np.bool_] | None]) -> DiagramLayer:
        layer, shown = column.layer, column.shown
        a = column.last.a
        assert a is not None
        maps = None
        if column.makes_pictures:
            maps = _fresh(a.reshape(layer.output_shape)[shown])
            activations = _fresh(maps.mean(axis=(1, 2)))
        else:
            activations = _fresh(a.reshape(-1)[shown])
        has_z = layer.z is not None and maps is None
        return DiagramLayer(
            name=layer.name,
            kind=layer.kind,
            activation=(column.activation_layer or layer).activation.name,
            n_units=int(layer.output_shape[0] if maps is not None else np.prod(layer.output_shape)),
            units=shown,
            activations=activations,
            links=_fresh(_links(column, self._image_shape is not None)),
            pictures=self._pictures(column),
            pre_activations=_fresh(layer.z.reshape(-1)[shown]) if has_z and layer.z is not None else None,
            biases=None if layer.biases is None else _fresh(layer.biases.reshape(-1)[shown]),
            output_shape=layer.output_shape,
            feature_maps=maps,
            filters=_filters(column),
            links_are_norms=_links_are_norms(column),
            badges=tuple(_badge(badge, left_out.get(badge.name), shown) for badge in column.badges),
            blocks=column.blocks,
            config_index=column.config_index,
        )

    def _pictures(self, column: DiagramColumn) -> FloatArray | None:
        """Incoming weights as pictures, where a layer sees all pixels of the input."""
        weights = column.layer.weights
        if column.before is not None or self._image_shape is None or weights is None or weights.ndim != 2:
            return None
        if weights.shape[0] != int(np.prod(self._image_shape)):
            return None
        return _fresh(weights[:, column.shown].T.reshape(len(column.shown), *self._image_shape))


def _links_are_norms(column: DiagramColumn) -> bool:
    before = column.before
    return before is not None and before.makes_pictures and column.layer.weights is not None


def _links(column: DiagramColumn, has_picture: bool) -> FloatArray:
    """Weights (n_before, n_shown) from the shown units before; none where they can't be told one by one."""
    none = np.zeros((0, len(column.shown)), np.float32)
    weights, before, shown = column.layer.weights, column.before, column.shown
    if weights is None:
        return none
    if before is None:
        return none if has_picture or weights.ndim != 2 else weights[:, shown]
    if weights.ndim == 4:
        if weights.shape[1] != before.layer.output_shape[0]:
            return none
        return _signed_norms(
            weights[np.ix_(shown, before.shown)].reshape(len(shown), len(before.shown), -1)
        ).T
    if before.makes_pictures:
        n_channels = before.layer.output_shape[0]
        if weights.shape[0] % n_channels:
            return none
        by_channel = weights.reshape(n_channels, -1, weights.shape[1])
        return _signed_norms(by_channel[before.shown][:, :, shown].transpose(0, 2, 1))
    if weights.shape[0] != int(np.prod(before.layer.output_shape)):
        return none
    return weights[np.ix_(before.shown, shown)]


def _signed_norms(weights: FloatArray) -> FloatArray:
    """The norm over the last axis with the sign of the sum."""
    norms = np.sqrt(np.einsum("ijk,ijk->ij", weights, weights))
    signed: FloatArray = np.where(weights.sum(axis=-1) < 0, -norms, norms)
    return signed


def _filters(column: DiagramColumn) -> FloatArray | None:
    weights = column.layer.weights
    if weights is None or weights.ndim != 4:
        return None
    if column.before is None:
        return _fresh(weights[column.shown])
    if weights.shape[1] != column.before.layer.output_shape[0]:
        return None
    return _fresh(weights[np.ix_(column.shown, column.before.shown)])


def _left_out(layer: Layer) -> NDArray[np.bool_] | None:
    """Which numbers of the first example of the last training step a dropout layer left out."""
    last = layer.last_pass
    if last is None or last.delta is None:
        return None
    left_out: NDArray[np.bool_] = (last.a[0].reshape(-1) == 0) & (last.x[0].reshape(-1) != 0)
    return left_out


def _badge(
    layer: Layer, dropped: NDArray[np.bool_] | None = None, shown: NDArray[np.int64] | None = None
) -> DiagramBadge:
    if dropped is not None and shown is not None:
        dropped = dropped[shown]
        dropped.flags.writeable = False
    rate = float(getattr(layer.spec, "rate", 0.0))
    return DiagramBadge(name=layer.name, kind=layer.kind, rate=rate, dropped=dropped)


def _fresh(values: NDArray[np.floating]) -> FloatArray:
    array = np.array(values, np.float32, order="C")
    array.flags.writeable = False
    return array
