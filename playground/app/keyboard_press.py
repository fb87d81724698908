"""Enter presses the button that has the focus, since Space, which does so elsewhere, trains and pauses."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QMainWindow, QWidget

from playground.app.actions import explain


class KeyboardPress(QObject):
    """An action on Enter that is enabled only while a button or a list has the focus."""

    def __init__(self, app: QApplication, window: QMainWindow) -> None:
        super().__init__(window)
        self._app = app
        self._action = QAction(self.tr("Press the button, open the list"), self)
        self._action.setObjectName("press_action")
        self._action.setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        explain(self._action, self.tr("Press the button or open the list that has the focus."))
        self._action.setEnabled(False)
        self._action.triggered.connect(self._on_triggered)
        window.addAction(self._action)
        app.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        is_pressable = isinstance(new, QAbstractButton) or (
            isinstance(new, QComboBox) and not new.isEditable()
        )
        self._action.setEnabled(is_pressable)

    @Slot()
    def _on_triggered(self) -> None:
        widget = self._app.focusWidget()
        if isinstance(widget, QAbstractButton):
            widget.click()
        elif isinstance(widget, QComboBox):
            widget.showPopup()
