"""Snapshots as the engine sends them, with numbers that are easy to check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.training.messages import (
    Gradients,
    Histograms,
    History,
    LayerHistogram,
    Losses,
    RunState,
    Snapshot,
    Surface,
)
from playground.views.network.view import NetworkView

STEPS_PER_EPOCH = 50


def make_history(n_points: int, step: int, columns: int = 0) -> History:
    """Falls from 2 towards 0.1; with columns, each one a tenth of the next."""
    steps = np.linspace(step / n_points, step, n_points)
    mean = (0.1 + 1.9 * np.exp(-steps / 200.0)).astype(np.float32)
    if columns:
        mean = mean[:, None] * (10.0 ** (np.arange(columns) - columns)).astype(np.float32)
    return History(
        steps=steps, epochs=steps / STEPS_PER_EPOCH, mean=mean, low=0.8 * mean, high=np.float32(1.2) * mean
    )


def make_losses(step: int = 1000, n_points: int = 400, **changes: Any) -> Losses:
    batch = make_history(n_points, step)
    n_tests = max(1, step // STEPS_PER_EPOCH)
    test_steps = np.arange(1.0, n_tests + 1) * STEPS_PER_EPOCH
    test_loss = (0.2 + 1.5 * np.exp(-test_steps / 150.0)).astype(np.float32)
    values: dict[str, Any] = {
        "batch": batch,
        "smoothed": batch.mean.copy(),
        "recent_steps": np.arange(step - 200, step + 1, dtype=np.float64),
        "recent_loss": np.linspace(0.3, 0.2, 201, dtype=np.float32),
        "test_steps": test_steps,
        "test_epochs": test_steps / STEPS_PER_EPOCH,
        "test_loss": test_loss,
        "test_accuracy": (0.96 - 0.5 * np.exp(-test_steps / 100.0)).astype(np.float32),
        "train_accuracy": (0.99 - 0.5 * np.exp(-test_steps / 100.0)).astype(np.float32),
        "penalty": 0.0,
    }
    return Losses(**(values | changes))


def make_gradients(
    rms: list[float],
    *,
    step: int = 1000,
    history: bool = True,
    rate: float = 0.1,
    names: tuple[str, ...] = (),
    **changes: Any,
) -> Gradients:
    values = np.array(rms, dtype=np.float32)
    return Gradients(
        layer_names=names or tuple(f"layer{i + 1}" for i in range(len(rms))),
        rms=values,
        weight_rms=np.full(len(rms), 0.1, dtype=np.float32),
        update_rms=np.float32(rate) * values,
        history=make_history(120, step, len(rms)) if history else None,
        **changes,
    )


def make_histograms(
    n_layers: int = 3, *, ridges: bool = False, names: tuple[str, ...] = (), reach: float = 1.0
) -> Histograms:
    edges = np.linspace(-reach, reach, 41, dtype=np.float32)
    middle = (edges[1:] + edges[:-1]) / 2
    layers = []
    for i in range(n_layers):
        start = np.rint(1000 * np.exp(-((middle / 0.2) ** 2) / 2)).astype(np.int64)
        now = np.rint(1000 * np.exp(-((middle / (0.2 + 0.05 * i)) ** 2) / 2)).astype(np.int64)
        layers.append(
            LayerHistogram(edges=edges, now=now, start=start, n_outside=i, mean=0.01 * i, std=0.2 + 0.05 * i)
        )
    return Histograms(
        layer_names=names or tuple(f"layer{i + 1}" for i in range(n_layers)),
        layers=tuple(layers),
        ridge_steps=np.linspace(0, 1000, 20) if ridges else None,
        ridges=tuple(np.tile(layer.now.astype(np.float32), (20, 1)) for layer in layers) if ridges else None,
    )


def make_surface(**changes: Any) -> Surface:
    side = np.linspace(-1.0, 1.0, 25, dtype=np.float32)
    x, y = np.meshgrid(side, side)
    values: dict[str, Any] = {
        "plane": "path",
        "version": 1,
        "step": 900,
        "alphas": side,
        "betas": side,
        "loss": (0.1 + x**2 + 2 * y**2).astype(np.float32),
        "path": np.linspace((-0.8, 0.6), (0.1, 0.0), 60).astype(np.float32),
        "path_steps": np.linspace(0.0, 1000.0, 60),
        "explained": 0.38,
        "off_plane": 0.2,
        "progress": 0.5,
    }
    return Surface(**(values | changes))


@pytest.fixture
def network_view(qtbot: QtBot) -> Iterator[NetworkView]:
    """The network's picture in a window, 760 × 600."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1100, 900)
    widget = NetworkView(window)
    widget.resize(760, 600)
    window.show()
    yield widget
    widget.hide()


@pytest.fixture
def snapshot() -> Callable[..., Snapshot]:
    """Makes a snapshot with the parts that are given."""

    def make(**changes: Any) -> Snapshot:
        values: dict[str, Any] = {
            "request_id": 1,
            "run_id": 1,
            "step": 1000,
            "epoch": 20.0,
            "steps_per_epoch": STEPS_PER_EPOCH,
            "state": RunState.TRAINING,
            "steps_per_second": 2500.0,
            "samples_per_second": 80000.0,
            "batch_loss": 0.142,
            "test_loss": 0.128,
            "test_accuracy": 0.964,
            "train_accuracy": 0.99,
        }
        return Snapshot(**(values | changes))

    return make


@pytest.fixture
def losses() -> Callable[..., Losses]:
    return make_losses


@pytest.fixture
def gradients() -> Callable[..., Gradients]:
    return make_gradients


@pytest.fixture
def histograms() -> Callable[..., Histograms]:
    return make_histograms


@pytest.fixture
def surface() -> Callable[..., Surface]:
    return make_surface
