"""Over which examples the gradient goes, which example's numbers are shown, and “make this update”."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.explain.microscope.primary_button import primary_style
from playground.theme import Theme
from playground.training.messages import FloatArray, IntArray, TraceQuestion


class ScopeRow(QWidget):
    """Makes the `TraceQuestion`. GUI thread only."""

    changed = Signal()
    """Another scope or example was chosen."""
    update_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_scope")
        self._indices: IntArray | None = None
        self._drawing: FloatArray | None = None
        self._picked: tuple[str, int] | None = None
        self._scope_of_batch = 1
        self._scope = self._make_scope()
        self._source = self._make_source()
        self._number = _spin("microscope_example_field", self.tr("Which example of this batch"))
        self._number.setToolTip(self.tr("Whose numbers are on the pages: its place in this batch."))
        self._number.setMinimum(1)
        self._number.setPrefix(self.tr("example "))
        self._class = QComboBox()
        self._class.setObjectName("microscope_class_selector")
        self._class.setAccessibleName(self.tr("What the drawing is"))
        self._class.setToolTip(self.tr("What the drawing is meant to be: the target of the loss."))
        self._class_names: tuple[str, ...] = ()
        self._is_class_chosen = False
        """Whether somebody has said what the drawing is; until then it is what the network reads."""
        self._update = self._make_update()
        self._name = QLabel()
        self._name.setObjectName("microscope_example_name")
        # As wide as there is room: it never widens the panel.
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._arrange()
        self._scope.currentIndexChanged.connect(self._on_changed)
        self._source.currentIndexChanged.connect(self._on_source_changed)
        self._number.valueChanged.connect(self._on_changed)
        self._class.currentIndexChanged.connect(self._on_class_changed)
        self._update.clicked.connect(self.update_requested)
        self._show_source()

    def _make_scope(self) -> QComboBox:
        scope = QComboBox()
        scope.setObjectName("microscope_scope_selector")
        scope.setAccessibleName(self.tr("The gradient is the mean over"))
        scope.setToolTip(
            self.tr("Over which examples the gradient is averaged: an update is made from a batch of them.")
        )
        for text, value in (
            (self.tr("One example"), "example"),
            (self.tr("This batch"), "batch"),
            (self.tr("Whole set"), "all"),
        ):
            scope.addItem(text, value)
        scope.setCurrentIndex(1)
        return scope

    def _make_source(self) -> QComboBox:
        source = QComboBox()
        source.setObjectName("microscope_source_selector")
        source.setAccessibleName(self.tr("Whose numbers are shown"))
        source.setToolTip(self.tr("An example of this batch, the one that you picked, or your own drawing."))
        source.addItem(self.tr("The batch"), "batch")
        return source

    def _make_update(self) -> QPushButton:
        button = QPushButton()
        button.setObjectName("make_update_button")
        return button

    def _arrange(self) -> None:
        mean, shown = QLabel(self.tr("Mean over")), QLabel(self.tr("Numbers of"))
        mean.setBuddy(self._scope)
        shown.setBuddy(self._source)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 0)
        column.setSpacing(6)
        rows: tuple[tuple[QLabel, tuple[QWidget, ...]], ...] = (
            (mean, (self._scope, self._update)),
            (shown, (self._source, self._number, self._class)),
        )
        width = max(label.sizeHint().width() for label, _ in rows) + 6
        for label, fields in rows:
            label.setFixedWidth(width)
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addWidget(label)
            for field in fields:
                row.addWidget(field)
            if self._update not in fields:
                row.addWidget(self._name, 1)
            column.addLayout(row)
        self._scope.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    # ---- values

    def question(self) -> TraceQuestion:
        """What has been chosen."""
        if self.uses_picked and self._picked is not None:
            split, index = self._picked
            return TraceQuestion(scope="example", split=split, index=index)
        scope = str(self._scope.currentData())
        if self.uses_drawing and self._drawing is not None:
            return TraceQuestion(
                scope="example", x=self._drawing, target=float(max(0, self._class.currentIndex()))
            )
        place = self._number.value() - 1
        known = self._indices is not None and place < len(self._indices)
        if self._indices is None or not known or (place == 0 and scope == "batch"):
            # The first of the coming batch, whichever that is by then.
            return TraceQuestion(scope=scope)
        return TraceQuestion(scope=scope, index=int(self._indices[place]))

    @property
    def uses_drawing(self) -> bool:
        """Whether the numbers are those of the drawing."""
        return bool(self._source.currentData() == "drawing")

    @property
    def uses_picked(self) -> bool:
        """Whether the numbers are those of an example that was picked from the data."""
        return bool(self._source.currentData() == "picked")

    def set_batch(self, indices: IntArray | None, n_classes: int) -> None:
        """The examples of the coming batch, and how many classes a drawing may belong to."""
        if indices is not None:
            self._indices = indices
        n = len(self._indices) if self._indices is not None else 1
        self._number.blockSignals(True)
        self._number.setMaximum(max(1, n))
        self._number.setSuffix(self.tr(" of {n}").format(n=n))
        self._number.blockSignals(False)
        if self._class.count() != n_classes:
            self._fill_classes(n_classes)

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """How the classes are called."""
        self._class_names = names
        self._fill_classes(len(names))

    def _fill_classes(self, n_classes: int) -> None:
        names = self._class_names
        self._class.blockSignals(True)
        self._class.clear()
        for place in range(n_classes):
            name = names[place] if place < len(names) else str(place)
            self._class.addItem(self.tr("is “{name}”").format(name=name), place)
        self._class.blockSignals(False)

    def set_drawing(self, x: FloatArray | None) -> None:
        """What is on the canvas, as the network takes it; None for nothing."""
        self._drawing = x
        self._is_class_chosen = False
        self._offer("drawing", self.tr("The drawing"), x is not None)

    def propose_class(self, place: int) -> bool:
        """Take the drawing for what the network reads, if nobody has said what it is; whether that is new."""
        if self._is_class_chosen or place == self._class.currentIndex() or place >= self._class.count():
            return False
        self._class.blockSignals(True)
        self._class.setCurrentIndex(place)
        self._class.blockSignals(False)
        self._is_class_chosen = True
        return True

    def set_picked(self, split: str, index: int) -> None:
        """Offer an example that was picked from the data; an index below 0 for none."""
        self._picked = (split, index) if index >= 0 else None
        self._offer("picked", self.tr("The example picked"), self._picked is not None)

    def choose_picked(self) -> None:
        """As if the picked example had been chosen from the list; once more if it is another one."""
        place = self._source.findData("picked")
        if place == self._source.currentIndex():
            self.changed.emit()
        else:
            self._source.setCurrentIndex(place)

    def _offer(self, value: str, text: str, on: bool) -> None:
        """Have a source in the list or not; without it the batch is the source."""
        place = self._source.findData(value)
        self._source.blockSignals(True)
        if on and place < 0:
            self._source.addItem(text, value)
        elif not on and place >= 0:
            if place == self._source.currentIndex():
                self._source.setCurrentIndex(0)
            self._source.removeItem(place)
        self._source.blockSignals(False)
        self._show_source()

    def set_example_name(self, name: str) -> None:
        """Which example of the data it is: “training 501, truly 4”; nothing for a drawing."""
        self._name.setText(name)
        self._name.setToolTip(name)

    def set_update_enabled(self, on: bool) -> None:
        """Whether the update on the pages is the one that comes next."""
        self._update.setEnabled(on)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._update.setStyleSheet(primary_style(theme))
        self._name.setStyleSheet(f"color: {theme.text_muted};")

    @property
    def update_has_focus(self) -> bool:
        """Whether the keyboard is at the button."""
        return self._update.hasFocus()

    def click_update(self) -> None:
        """As if the button had been pressed."""
        self._update.click()

    def _show_source(self) -> None:
        is_single = self.uses_drawing or self.uses_picked
        self._source.setVisible(self._source.count() > 1)
        self._number.setVisible(not is_single)
        self._class.setVisible(self.uses_drawing)
        if is_single == self._scope.isEnabled():
            self._scope.blockSignals(True)
            if is_single:
                self._scope_of_batch = self._scope.currentIndex()
            self._scope.setCurrentIndex(0 if is_single else self._scope_of_batch)
            self._scope.blockSignals(False)
        self._scope.setEnabled(not is_single)
        self._say_update()

    def _say_update(self) -> None:
        """An update is always made from the batch, whatever the pages show the mean of."""
        is_batch = self._scope.currentData() == "batch"
        text = self.tr("Make this update") if is_batch else self.tr("Update with the batch")
        self._update.setText(text)
        self._update.setAccessibleName(text)
        self._update.setToolTip(
            self.tr("Changes the weights as the pages say, and looks into the update after it (U).")
            if is_batch
            else self.tr(
                "Makes the update of the coming batch, though the pages show another mean; then looks into "
                "the update after it (U)."
            )
        )

    @Slot()
    def _on_changed(self) -> None:
        self._say_update()
        self.changed.emit()

    @Slot()
    def _on_class_changed(self) -> None:
        self._is_class_chosen = True
        self._on_changed()

    @Slot()
    def _on_source_changed(self) -> None:
        self._show_source()
        self.changed.emit()


def _spin(name: str, accessible_name: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setObjectName(name)
    spin.setAccessibleName(accessible_name)
    # Ask when the number is whole, not at every digit.
    spin.setKeyboardTracking(False)
    spin.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    spin.setMinimumWidth(132)
    return spin
