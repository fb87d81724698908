"""Networks as the engine shows them, made by hand, with numbers that are easy to check."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from playground.data import Dataset
from playground.data.plane_frame import PlaneFrame
from playground.training.messages import (
    Diagram,
    DiagramBadge,
    DiagramLayer,
    PlaneMaps,
    RunState,
    Snapshot,
)

MOST_GIVEN = 24


def hover(widget: QWidget, point: QPoint) -> None:
    """Move the pointer there at once, no button held: an X server moves the real one some time later."""
    none, held = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    position = QPointF(point)
    event = QMouseEvent(
        QEvent.Type.MouseMove, position, QPointF(widget.mapToGlobal(position)), none, none, held
    )
    QApplication.sendEvent(widget, event)


def make_diagram(hidden=(128, 64), activation="relu", seed=0):
    rng = np.random.default_rng(seed)
    sizes = [*hidden, 10]
    layers = []
    for i, n_units in enumerate(sizes):
        n = min(n_units, MOST_GIVEN)
        n_before = 0 if i == 0 else min(sizes[i - 1], MOST_GIVEN)
        z = rng.normal(size=n).astype(np.float32)
        layers.append(
            DiagramLayer(
                name=f"layer{i + 1}",
                kind="dense",
                activation=activation if i < len(hidden) else "identity",
                n_units=n_units,
                units=np.linspace(0, n_units - 1, n).round().astype(np.int64),
                activations=np.maximum(z, 0) if i < len(hidden) else z,
                links=rng.normal(size=(n_before, n)).astype(np.float32),
                pictures=rng.normal(size=(n, 28, 28)).astype(np.float32) if i == 0 else None,
                pre_activations=z,
                biases=np.zeros(n, np.float32),
            )
        )
    probabilities = np.full(10, 0.02, np.float32)
    probabilities[3] = 0.82
    picture = np.zeros((28, 28), np.float32)
    picture[4:24, 12:16] = 1
    return Diagram(input=picture, layers=tuple(layers), probabilities=probabilities)


def picture_layer(name, kind, n, side, *, before=0, config_index=0, **changes):
    rng = np.random.default_rng(len(name) + n)
    maps = rng.random((n, side, side)).astype(np.float32)
    filters = rng.normal(size=(n, max(before, 1), 3, 3)).astype(np.float32) if kind == "conv2d" else None
    values = {
        "activation": "relu" if kind == "conv2d" else "identity",
        "n_units": n,
        "units": np.arange(n),
        "activations": maps.mean(axis=(1, 2)),
        "links": rng.normal(size=(before, n)).astype(np.float32) if kind == "conv2d" else np.zeros((0, n)),
        "output_shape": (n, side, side),
        "feature_maps": maps,
        "filters": filters,
        "links_are_norms": before > 0,
    }
    return DiagramLayer(name=name, kind=kind, config_index=config_index, **(values | changes))


def dense_layer(name, n, n_before, config_index, *, badges=(), activation="relu"):
    return DiagramLayer(
        name=name,
        kind="dense",
        activation=activation,
        n_units=n,
        units=np.arange(n),
        activations=np.ones(n, np.float32),
        links=np.ones((n_before, n), np.float32),
        output_shape=(n,),
        badges=badges,
        config_index=config_index,
        links_are_norms=True,
    )


def make_picture_diagram(*, is_drawing=False):
    dropped = np.zeros(12, bool)
    dropped[4] = True
    block = {"blocks": ("layer3",), "config_index": 2}
    layers = (
        picture_layer("layer1", "conv2d", 4, 26, badges=(DiagramBadge(name="layer2", kind="batch_norm"),)),
        picture_layer("layer3.layer1", "conv2d", 4, 26, before=4, **block),
        picture_layer("layer3.layer2", "conv2d", 4, 26, before=4, **block),
        picture_layer("layer4", "max_pool2d", 4, 13, config_index=3),
        dense_layer(
            "layer6",
            12,
            4,
            5,
            badges=(DiagramBadge(name="layer7", kind="dropout", rate=0.3, dropped=dropped),),
        ),
        dense_layer("layer8", 10, 12, 7, activation="identity"),
    )
    probabilities = np.full(10, 0.1, np.float32)
    return Diagram(
        input=np.zeros((28, 28), np.float32),
        layers=layers,
        probabilities=probabilities,
        is_drawing=is_drawing,
    )


def make_snapshot(diagram, state=RunState.TRAINING, plane=None):
    return Snapshot(
        request_id=1,
        run_id=1,
        step=5,
        epoch=0.1,
        steps_per_epoch=100,
        state=state,
        steps_per_second=1.0,
        samples_per_second=32.0,
        batch_loss=1.0,
        test_loss=1.0,
        test_accuracy=0.5,
        diagram=diagram,
        plane=plane,
    )


def plane_dataset():
    """Two classes on a plane; the inputs are x₁ and x₂."""
    points = np.array([[-1.0, -1.0], [1.0, 1.0]], np.float32)
    frame = PlaneFrame(
        x_range=(-6.0, 6.0), y_range=(-6.0, 6.0), axis_names=("x₁", "x₂"), to_features=lambda p: p
    )
    return Dataset(
        name="two",
        title="Two points",
        input_shape=(2,),
        image_shape=None,
        n_classes=2,
        class_names=("A", "B"),
        x_train=points,
        y_train=np.array([0, 1]),
        x_test=points,
        y_test=np.array([0, 1]),
        points_train=points,
        points_test=points,
        frame=frame,
        feature_names=("x1", "x2"),
    )


def make_plane_diagram(hidden=(4,), activation="tanh", links_kind="weights", weights=None):
    """2-…-2; each weight is (10 · from + to + 1) / 100, each bias a hundredth of its unit's number."""
    sizes = [2, *hidden, 2]
    layers = []
    for i, (n_before, n) in enumerate(pairwise(sizes)):
        links = (10 * np.arange(n_before)[:, None] + np.arange(n)[None, :] + 1).astype(np.float32) / 100
        layers.append(
            DiagramLayer(
                name=f"layer{i + 1}",
                kind="dense",
                activation=activation if i < len(hidden) else "identity",
                n_units=n,
                units=np.arange(n),
                activations=np.linspace(-1, 1, n).astype(np.float32),
                links=links,
                weights=weights,
                pre_activations=np.linspace(-2, 2, n).astype(np.float32),
                biases=np.arange(n, dtype=np.float32) / 100,
                output_shape=(n,),
            )
        )
    return Diagram(
        input=np.array([1.5, -0.5], np.float32),
        layers=tuple(layers),
        probabilities=np.array([0.25, 0.75], np.float32),
        links_kind=links_kind,
    )


def make_plane(diagram, resolution=10):
    """Every unit is −1 where x₂ is below 0 and 1 above; the inputs are themselves."""
    side = np.linspace(-6, 6, resolution, dtype=np.float32)
    x1, x2 = np.meshgrid(side, side)
    return PlaneMaps(
        x_range=(-6.0, 6.0),
        y_range=(-6.0, 6.0),
        outputs=np.zeros((resolution, resolution, 2), np.float32),
        layer_names=tuple(layer.name for layer in diagram.layers),
        layers=tuple(np.repeat(np.sign(x2)[None], len(layer.units), axis=0) for layer in diagram.layers),
        inputs=np.stack([x1, x2]),
    )


def unit_position(view, layer_index, place):
    column = view._layout.column(layer_index)
    return QPoint(round(column.x), round(column.ys[place]))


def button(view, name):
    found = [b for b in view.findChildren(QToolButton, name) if b.isVisible()]
    assert len(found) == 1, name
    return found[0]


def link_position(view, layer_index, before, place, share=0.75):
    """On the link, nearer to its end, where it doesn't cross its neighbours."""
    start = view._layout.link_starts(layer_index)[before]
    end = view._layout.link_ends(layer_index)[place]
    x, y = start + share * (end - start)
    return QPoint(round(x), round(y))
