"""What the plane shows, in words. No Qt widgets."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.training.messages import PlaneMaps
from playground.views.numbers import MINUS, percent, significant
from playground.views.plane_reading import is_regression, log_odds, outputs_at


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneView", text)


def place_text(names: tuple[str, str], at: tuple[float, float]) -> str:
    """Where on the plane: x₁ 1.25, x₂ −0.40."""
    return f"{names[0]} {_fixed(at[0])}, {names[1]} {_fixed(at[1])}"


def _fixed(value: float) -> str:
    if abs(value) >= 1000:
        return significant(value, 4)
    return f"{value:.2f}".replace("-", MINUS)


def answer_text(
    maps: PlaneMaps, at: tuple[float, float], class_names: tuple[str, ...], *, scores: bool, target: str = ""
) -> str:
    """What the network says at a point: “blue” 93 %, or a value."""
    outputs = outputs_at(maps, np.array([at]))[0]
    if not np.isfinite(outputs).all():
        return _tr("no finite answer")
    if is_regression(maps):
        value = significant(float(outputs[0]), 3)
        return f"{target} {value}" if target else _tr("value {0}").format(value)
    if len(outputs) == 2 and scores:
        return _tr("score of {0} ahead by {1}").format(
            _name(class_names, int(outputs.argmax())), significant(abs(float(log_odds(outputs))), 3)
        )
    best = int(outputs.argmax())
    return f"{_name(class_names, best)} {percent(float(outputs[best]))}"


def _name(class_names: tuple[str, ...], index: int) -> str:
    return class_names[index] if index < len(class_names) else str(index)


def areas_text(maps: PlaneMaps, class_names: tuple[str, ...]) -> str:
    """How much of the plane each class has, or the range of the values."""
    if is_regression(maps):
        values = maps.outputs[np.isfinite(maps.outputs)]
        if not len(values):
            return _tr("The network has no finite answer anywhere.")
        return _tr("On this plane it says from {0} to {1}.").format(
            significant(float(values.min()), 3), significant(float(values.max()), 3)
        )
    n_classes = maps.outputs.shape[2]
    counts = np.bincount(maps.outputs.argmax(axis=2).ravel(), minlength=n_classes)
    shares = counts / counts.sum()
    parts = [f"{_name(class_names, k)} {percent(float(shares[k]), 0)}" for k in range(n_classes)]
    return _tr("Of the plane it gives: {0}.").format(", ".join(parts))
