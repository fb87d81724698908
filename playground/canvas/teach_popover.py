"""“It was a 7”: say what a drawing was, let the network learn it, see what it cost."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from playground.canvas.popover import CanvasPopover
from playground.canvas.prediction import DIGITS
from playground.theme import Theme
from playground.training.messages import Taught

_WIDTH_PX = 300


class TeachPopover(CanvasPopover):
    """Ten labels, three things to do with the one chosen, and what came of it."""

    teach_requested = Signal(int, int)
    """Label, number of updates."""
    keep_requested = Signal(int)
    """Label."""

    def __init__(self, button: QToolButton, panel: QWidget, labels: tuple[str, ...] = DIGITS) -> None:
        super().__init__("teach_popover", panel.tr("What was it?"), button, panel)
        self._title = QLabel(self.tr("What was it?"))
        self.column.addWidget(self._title)
        row = QHBoxLayout()
        row.setSpacing(2)
        self.labels = QButtonGroup(self)
        for index, label in enumerate(labels):
            choice = QToolButton()
            choice.setObjectName(f"label_{label}_button")
            choice.setText(label)
            choice.setAccessibleName(self.tr("It was a {0}").format(label))
            choice.setToolTip(self.tr("Say that the drawing was a {0}.").format(label))
            choice.setCheckable(True)
            choice.setFixedWidth(26)
            self.labels.addButton(choice, index)
            row.addWidget(choice)
        self.column.addLayout(row)
        self._teach_once = self._push_button(
            "teach_once_button", self.tr("Teach it: 1 step"), self.tr("One update on this drawing alone.")
        )
        self._teach_more = self._push_button(
            "teach_more_button",
            self.tr("5 steps"),
            self.tr("Five updates on this drawing alone: it learns it, and may forget others."),
        )
        self._keep = self._push_button(
            "keep_drawing_button",
            self.tr("Keep it"),
            self.tr("Put the drawing with its label into your own set of digits, to train on later."),
        )
        actions = QHBoxLayout()
        actions.setSpacing(4)
        for action in (self._teach_once, self._teach_more, self._keep):
            actions.addWidget(action)
        self.column.addLayout(actions)
        self.outcome = QLabel()
        self.outcome.setObjectName("taught_outcome")
        self.outcome.setWordWrap(True)
        self.outcome.setFixedWidth(_WIDTH_PX - 24)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.outcome.setMinimumHeight(48)
        self.column.addWidget(self.outcome)
        self._has_drawing = False
        self.labels.idToggled.connect(self._on_label_toggled)
        self._teach_once.clicked.connect(self._on_teach_once)
        self._teach_more.clicked.connect(self._on_teach_more)
        self._keep.clicked.connect(self._on_keep)
        self.set_drawing(False)

    @property
    def label(self) -> int:
        """The label chosen, or −1."""
        return self.labels.checkedId()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for choice in self.labels.buttons():
            choice.setStyleSheet("QToolButton { padding: 2px 0; }")

    def set_drawing(self, has_drawing: bool) -> None:
        """Whether there is something to teach; without it the label and the outcome go."""
        if not has_drawing and self._has_drawing:
            self.labels.setExclusive(False)
            for choice in self.labels.buttons():
                choice.setChecked(False)
            self.labels.setExclusive(True)
            self.outcome.setText("")
        self._has_drawing = has_drawing
        self._show_state()

    def set_taught(self, taught: Taught | None) -> None:
        """Say in one sentence what the lesson did; None forgets the last."""
        self.outcome.setText("" if taught is None else self.sentence(taught))
        self.outcome.setAccessibleName(self.outcome.text())

    def set_kept(self, n_kept: int) -> None:
        """Say that the drawing is in the person's own set, as the n-th."""
        self.outcome.setText(self.tr("Kept: your own set has %n drawing(s) now.", "", n_kept))

    def sentence(self, taught: Taught) -> str:
        """“Loss on this drawing 2.31 → 0.84; on the test set 3 more are right, 5 fewer.”"""
        steps = self.tr("1 step") if taught.n_steps == 1 else self.tr("{0} steps").format(taught.n_steps)
        loss = self.tr("Loss on this drawing {0} → {1} in {2};").format(
            f"{taught.loss_before:.2f}", f"{taught.loss_after:.2f}", steps
        )
        won, lost = len(taught.won), len(taught.lost)
        if not won and not lost:
            return f"{loss} " + self.tr("nothing else has changed on the test set.")
        return f"{loss} " + self.tr(
            "of the test set {0} are newly right, {1} newly wrong: {2} → {3}."
        ).format(won, lost, _percent(taught.test_accuracy_before), _percent(taught.test_accuracy_after))

    def _show_state(self) -> None:
        for choice in self.labels.buttons():
            choice.setEnabled(self._has_drawing)
        can_act = self._has_drawing and self.label >= 0
        for action in (self._teach_once, self._teach_more, self._keep):
            action.setEnabled(can_act)
        self._title.setText(self.tr("What was it?") if self._has_drawing else self.tr("Draw a digit first."))

    def _push_button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    @Slot(int, bool)
    def _on_label_toggled(self, _label: int, checked: bool) -> None:
        if checked:
            self.set_taught(None)
        self._show_state()

    @Slot()
    def _on_teach_once(self) -> None:
        self.teach_requested.emit(self.label, 1)

    @Slot()
    def _on_teach_more(self) -> None:
        self.teach_requested.emit(self.label, 5)

    @Slot()
    def _on_keep(self) -> None:
        self.keep_requested.emit(self.label)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}\u2009%"
