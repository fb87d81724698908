"""The network as a picture: which units are shown, what they answer, and the weights between them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.engine import Layer, Network
from playground.engine.layers.base import LayerPass
from playground.training.diagram_columns import MAX_UNITS, DiagramColumn, make_columns
from playground.training.diagram_links import ColumnLinks, DiagramBiases, DiagramLinks
from playground.training.inspection.forward_pass import ForwardPass
from playground.training.inspection.reading import answer_of
from playground.training.messages import Diagram, DiagramBadge, DiagramLayer, FloatArray

__all__ = ["MAX_UNITS", "DiagramMaker"]

LINKS = ("weights", "gradients", "updates")


class DiagramMaker:
    """Makes the diagram part of a snapshot: for the drawing, or else for the first test example.

    Parameters
    ----------
    network : Network
    dataset : Dataset
    last_update : callable, optional
        What the last step added to the parameters; called only where the links shall show it.
    """

    def __init__(
        self,
        network: Network,
        dataset: Dataset,
        last_update: Callable[[], FloatArray] | None = None,
    ) -> None:
        self._network = network
        self._dataset = dataset
        self._last_update = last_update
        self._shape = dataset.image_shape or dataset.input_shape
        self._example = dataset.x_test[:1]
        self._pass: ForwardPass | None = None
        self.show_from(())

    def show_from(self, first: tuple[tuple[str, int], ...]) -> None:
        """Show other units of some layers: see `FrameRequest.diagram_first`."""
        network = self._network
        self.first = first
        self.columns, self._at_input = make_columns(network.layers, dict(first))
        self._links = DiagramLinks(network, self.columns, self._dataset.image_shape)
        self._biases = DiagramBiases(network, self.columns)

    def answer(self, x: NDArray[np.floating]) -> FloatArray:
        """What the network says to one example: probabilities, or the values of a regression; fresh."""
        with np.errstate(all="ignore"):
            answers = answer_of(self._network, self._dataset, self._forward().run(x.reshape(1, -1)))
        return answers.reshape(-1)

    def _forward(self) -> ForwardPass:
        if self._pass is None or not self._pass.is_current:
            self._pass = ForwardPass(self._network, 1)
        return self._pass

    def view(self, probe: FloatArray | None, links: str = "weights") -> Diagram:
        """The value that a snapshot carries: activations for `probe`, or for the fixed example.

        Parameters
        ----------
        probe : ndarray, shape (n_inputs,), optional
        links : str
            What the links and the pictures of incoming weights are: one of `LINKS`.
        """
        x = self._example if probe is None else np.asarray(probe, np.float32).reshape(1, -1)
        links = links if links in LINKS else "weights"
        answer = self.answer(x)
        with np.errstate(all="ignore"):
            weights = self._links.view(self._network.parameters)
            shown = weights if links == "weights" else self._links.view(self._vector(links))
        biases = self._biases.view()
        by_name = self._forward().by_name
        layers = tuple(
            _layer(column, by_name, mine, b, None if shown is weights else own.links)
            for column, mine, own, b in zip(self.columns, shown, weights, biases, strict=True)
        )
        shape = self._shape if x.size == math.prod(self._shape) else x.shape[1:]
        return Diagram(
            input=_fresh(x.reshape(shape)),
            layers=layers,
            probabilities=_sealed(answer),
            is_drawing=probe is not None,
            input_badges=tuple(_badge(layer) for layer in self._at_input),
            links_kind=links,
        )

    def _vector(self, links: str) -> FloatArray:
        """The gradients of the newest batch, or the last update, without numbers that aren't finite."""
        if links == "gradients" or self._last_update is None:
            vector: FloatArray = self._network.gradients
        else:
            vector = self._last_update()
        return vector if np.isfinite(vector).all() else np.nan_to_num(vector, posinf=0.0, neginf=0.0)


def _layer(
    column: DiagramColumn,
    by_name: dict[str, LayerPass],
    links: ColumnLinks,
    biases: FloatArray | None,
    weights: FloatArray | None,
) -> DiagramLayer:
    layer, shown = column.layer, column.shown
    a = by_name[column.last.name].a
    maps = z = overview = None
    is_part = len(shown) < column.n_units
    if column.makes_pictures:
        pictures = a.reshape(layer.output_shape)
        maps = _fresh(pictures[shown])
        activations = _sealed(maps.mean(axis=(1, 2)))
        if is_part:
            overview = _fresh(pictures.mean(axis=(1, 2)))
    else:
        activations = _sealed(a.reshape(-1).take(shown))
        z = _sealed(by_name[layer.name].z.reshape(-1).take(shown))
        if is_part:
            overview = _fresh(a.reshape(-1))
    return DiagramLayer(
        name=layer.name,
        kind=layer.kind,
        activation=(column.activation_layer or layer).activation.name,
        n_units=column.n_units,
        units=shown,
        activations=activations,
        links=links.links,
        pictures=links.pictures,
        pre_activations=z,
        biases=biases,
        output_shape=layer.output_shape,
        feature_maps=maps,
        filters=links.filters,
        links_are_norms=column.links_are_norms,
        badges=tuple(_badge(badge, column) for badge in column.badges),
        blocks=column.blocks,
        overview=overview,
        weights=weights,
        config_index=column.config_index,
    )


def _badge(layer: Layer, column: DiagramColumn | None = None) -> DiagramBadge:
    rate = float(getattr(layer.spec, "rate", 0.0))
    dropped = None
    if layer.kind == "dropout" and column is not None and not column.makes_pictures:
        dropped = _left_out(layer)
        if dropped is not None:
            dropped = dropped[column.shown]
            dropped.flags.writeable = False
    return DiagramBadge(name=layer.name, kind=layer.kind, rate=rate, dropped=dropped)


def _left_out(layer: Layer) -> NDArray[np.bool_] | None:
    """Which numbers of the first example of the last training step a dropout layer left out."""
    last = layer.last_pass
    if last is None or last.delta is None:
        return None
    left_out: NDArray[np.bool_] = (last.a[0].reshape(-1) == 0) & (last.x[0].reshape(-1) != 0)
    return left_out


def _fresh(values: NDArray[np.floating]) -> FloatArray:
    return _sealed(np.array(values, np.float32, order="C"))


def _sealed(values: FloatArray) -> FloatArray:
    values.flags.writeable = False
    return values
