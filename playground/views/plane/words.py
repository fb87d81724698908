"""What the plane shows, in words. No Qt widgets."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.training.messages import PlaneMaps
from playground.views.numbers import MINUS, percent, significant, whole
from playground.views.plane.colours import ValueScale
from playground.views.plane.points import PlanePoints
from playground.views.plane.reading import is_regression, log_odds, outputs_at


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
    maps: PlaneMaps,
    at: tuple[float, float],
    class_names: tuple[str, ...],
    scale: ValueScale,
    *,
    scores: bool,
    target: str = "",
) -> str:
    """What the network says at a point: “blue” 93 %, or a value."""
    outputs = outputs_at(maps, np.array([at]))[0]
    if not np.isfinite(outputs).all():
        return _tr("no finite answer")
    if is_regression(maps):
        value = significant(scale.for_people(float(outputs[0])), 3)
        return f"{target} {value}" if target else _tr("value {0}").format(value)
    if len(outputs) == 2 and scores:
        return _tr("score of {0} ahead by {1}").format(
            _name(class_names, int(outputs.argmax())), significant(abs(float(log_odds(outputs))), 3)
        )
    best = int(outputs.argmax())
    return f"{_name(class_names, best)} {percent(float(outputs[best]))}"


def _name(class_names: tuple[str, ...], index: int) -> str:
    return class_names[index] if index < len(class_names) else str(index)


def areas_text(maps: PlaneMaps, class_names: tuple[str, ...], scale: ValueScale) -> str:
    """How much of the plane each class has, or the range of the values."""
    if is_regression(maps):
        values = maps.outputs[np.isfinite(maps.outputs)]
        if not len(values):
            return _tr("The network has no finite answer anywhere.")
        return _tr("On this plane it says from {0} to {1}.").format(
            significant(scale.for_people(float(values.min())), 3),
            significant(scale.for_people(float(values.max())), 3),
        )
    n_classes = maps.outputs.shape[2]
    counts = np.bincount(maps.outputs.argmax(axis=2).ravel(), minlength=n_classes)
    shares = counts / counts.sum()
    parts = [f"{_name(class_names, k)} {percent(float(shares[k]), 0)}" for k in range(n_classes)]
    return _tr("Of the plane it gives: {0}.").format(", ".join(parts))


def right_texts(train: float, test: float, *, is_regression: bool) -> tuple[str, ...]:
    """How many answers are right, from the longest wording to the shortest."""
    shares = (percent(train), percent(test))
    if is_regression:
        # Always with what is counted: nothing here is right or wrong.
        return (
            _tr("within a tenth of the scale: training {0} · test {1}").format(*shares),
            _tr("within ±10 %: training {0} · test {1}").format(*shares),
            _tr("within ±10 %: {0} · test {1}").format(*shares),
            _tr("within ±10 %: test {0}").format(shares[1]),
            _tr("±10 %: {0}").format(shares[1]),
        )
    return (
        _tr("right: training {0} · test {1}").format(*shares),
        _tr("training {0} · test {1}").format(*shares),
        _tr("test {0}").format(shares[1]),
    )


def points_text(points: PlanePoints, legend: str) -> str:
    """How many examples there are."""
    n_test = int(points.is_test.sum())
    return _tr("{0} training points and {1} test points ({2}).").format(
        whole(len(points) - n_test), whole(n_test), legend
    )


def right_sentence(train: float, test: float, *, is_regression: bool) -> str:
    """The same as a sentence; nothing while it isn't known."""
    if not np.isfinite(train):
        return ""
    text = _tr("Right are {0} of training and {1} of test.")
    if is_regression:
        text = _tr("Within a tenth of the scale are {0} of training and {1} of test.")
    return text.format(percent(train), percent(test))
