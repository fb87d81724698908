"""The switches below the plane: their words, and what each does."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneView", text)


def switches() -> tuple[tuple[str, str, str, bool], ...]:
    """Name, text, tooltip and first state of each."""
    return (
        (
            "values",
            _tr("values"),
            _tr(
                "Colour by how far one score is ahead of the other before softmax, which still tells "
                "differences where all probabilities are 100 %; off: by probability"
            ),
            False,
        ),
        (
            "discrete",
            _tr("discrete"),
            _tr("Only the answer, in plain colours; off: how sure the network is, smoothly"),
            False,
        ),
        ("test", _tr("test"), _tr("Show the held-out test examples (hollow)"), True),
        (
            "batch",
            _tr("batch"),
            _tr("Light the examples of the newest mini-batch: only they pull in this update"),
            False,
        ),
        ("wrong", _tr("wrong"), _tr("Ring the examples that the network gets wrong now"), False),
    )
