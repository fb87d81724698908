"""Words that several parts of the builder share."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from playground.experiment.field import Change, Field

RESTART_SIGN = "⟲"
"""Stands beside every setting that builds the network anew."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Builder", text)


def effect_of(change: Change) -> str:
    """What an edit of this kind does to a running training, for tooltips."""
    if change is Change.REBUILD:
        return _tr("{sign} Rebuilds the network with the same seed.").format(sign=RESTART_SIGN)
    return _tr("Takes effect between two updates; the weights are kept.")


def tool_tip(field: Field) -> str:
    """Cause and effect of a setting, and what changing it does to a running training."""
    return f"<p>{_tr(field.help)}</p><p>{effect_of(field.change)}</p>"


def describe(widget: QWidget, *, object_name: str, accessible_name: str, tip: str) -> None:
    """Give an interactive widget what scripts, screen readers and people hold on to."""
    widget.setObjectName(object_name)
    widget.setAccessibleName(accessible_name)
    widget.setToolTip(tip)


def role_label(role: str, text: str = "", parent: QWidget | None = None) -> QLabel:
    """A label that the style sheet dresses by its role."""
    label = QLabel(text, parent)
    label.setProperty("role", role)
    return label


def shape_label(shape: tuple[int, ...]) -> str:
    """A shape, short: 1,152 numbers are “1,152”, eight pictures “28×28×8”."""
    if len(shape) != 3:
        n_numbers = 1
        for size in shape:
            n_numbers *= size
        return f"{n_numbers:,}"
    channels, height, width = shape
    return f"{height}×{width}×{channels}"


def shape_texts(shape: str, n_parameters: int) -> tuple[str, ...]:
    """Shape and parameter count of a layer, from the longest way of saying it to the shortest."""
    if not n_parameters:
        return (shape,)
    count = f"{n_parameters:,}"
    return (
        _tr("{shape} · {count} parameters").format(shape=shape, count=count),
        f"{shape} · {count}",
        shape,
    )
