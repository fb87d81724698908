"""A titled part of the panel, and a part that folds away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from playground.builder.fitting_label import FittingLabel
from playground.builder.texts import describe, role_label

_INDENT_PX = 4


class Section(QWidget):
    """A title with a remark at its right, and rows below."""

    def __init__(self, object_name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.remark: QLabel = role_label("muted", parent=self)
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, 0, 0)
        header.addWidget(role_label("section", title, self))
        header.addStretch(1)
        header.addWidget(self.remark)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(header)

    def add(self, widget: QWidget) -> None:
        """Put `widget` below what is there."""
        self._column.addWidget(widget)


class Fold(QWidget):
    """Rows behind a button; beside it stands, while it is closed, what in them isn't as usual."""

    def __init__(self, object_name: str, title: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._title = title
        self.button = QToolButton(self)
        self.button.setText(title)
        self.button.setProperty("role", "quiet")
        self.button.setCheckable(True)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFixedHeight(22)
        describe(self.button, object_name=f"{object_name}_button", accessible_name=title, tip=tip)
        self._remark = FittingLabel("muted", self)
        self._remark.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.body = QWidget(self)
        """The parent of what is folded."""
        self.body.hide()
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(_INDENT_PX, 0, 0, 4)
        self._column.setSpacing(4)
        header = QHBoxLayout()
        header.setSpacing(2)
        header.addWidget(self.button)
        header.addWidget(self._remark, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(header)
        layout.addWidget(self.body)
        self.button.toggled.connect(self._on_toggled)

    def add(self, widget: QWidget) -> None:
        """Put `widget` below what is folded."""
        self._column.addWidget(widget)

    def set_remark(self, unusual: Sequence[str]) -> None:
        """Say beside the title what inside isn't as usual; how many things, where room is short."""
        text = ", ".join(unusual)
        count = self.tr("{n} changed").format(n=len(unusual))
        self._remark.set_texts(*((f"· {text}", f"· {count}") if text else ("",)))
        self._remark.setToolTip(f"<p>{text}</p>" if text else "")
        self.button.setAccessibleName(f"{self._title}: {text}" if text else self._title)

    def remark(self) -> str:
        """What is said beside the title, or ""."""
        return self._remark.full_text().removeprefix("· ")

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.body.setVisible(is_open)


def rule() -> QFrame:
    """A thin line between sections."""
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line
