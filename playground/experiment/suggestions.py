"""What goes well with each kind of data: where the settings stand when somebody changes over to it."""

from __future__ import annotations

from typing import Any

from playground.data import DATASETS
from playground.engine import Dense, LayerSpec
from playground.experiment.config import DataConfig, ExperimentConfig
from playground.experiment.data_source import data_shape


def _tanh(*units: int) -> tuple[LayerSpec, ...]:
    return tuple(Dense(units=n, activation="tanh") for n in units)


_LAYERS: dict[str, tuple[LayerSpec, ...]] = {
    "circle": _tanh(4, 2),
    "xor": _tanh(8),
    "gaussians": _tanh(2),
    "tilted_plane": (),
    "spiral": _tanh(16, 16),
    "spiral3": _tanh(16, 16),
    "checkerboard": _tanh(16, 16),
}
_PLANE_LAYERS = _tanh(8, 8)
_EASY = ("circle", "gaussians", "moons", "blobs3", "blobs5")
"""Plain gradient descent solves them too, and more calmly: Adam jumps once its averages are tiny."""
_PICTURES = ("digits", "own")


def suggestion(data: DataConfig) -> dict[str, Any]:
    """Values by path for a network that learns these data within seconds."""
    if DATASETS[data.dataset].kind in _PICTURES:
        plain = ExperimentConfig()
        return {
            "network.layers": plain.network.layers,
            "network.initialization": plain.network.initialization,
            "loss.kind": plain.loss.kind,
            "optimizer.kind": plain.optimizer.kind,
            "optimizer.learning_rate": plain.optimizer.learning_rate,
            "training.batch_size": plain.training.batch_size,
        }
    return {
        "network.layers": _LAYERS.get(data.dataset, _PLANE_LAYERS),
        "network.initialization": "glorot",
        "loss.kind": "squared_error" if data_shape(data).is_regression else "softmax_cross_entropy",
        "optimizer.kind": "sgd" if data.dataset in _EASY else "adam",
        "optimizer.learning_rate": 0.03 if data.dataset in _EASY else 0.01,
        "training.batch_size": 32 if DATASETS[data.dataset].kind == "table" else 10,
    }
