"""What the network is given of a point: features as small pictures, and formulas of one's own."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.builder.dataset_picture import feature_picture
from playground.builder.field_row import EDITOR_HEIGHT_PX
from playground.builder.texts import RESTART_SIGN, describe, effect_of, role_label
from playground.data import FEATURES, MAX_FEATURES
from playground.data.features import feature_frame
from playground.errors import DataError
from playground.experiment.field import Change
from playground.theme import LIGHT, Theme

_PICTURE_PX = 26
_CHIP = QSize(31, 43)
_LEAST_FONT_PX = 9
_COLUMNS = 7
_NO_POINTS = np.zeros((0, 2), np.float32)
_SIGNS = str.maketrans({"*": "·"})


def feature_label(formula: str) -> str:
    """A formula as it is written by hand: x₁², x₁x₂, sin x₁."""
    known = {"x1^2": "x₁²", "x2^2": "x₂²", "x1*x2": "x₁x₂", "sin(x1)": "sin x₁", "sin(x2)": "sin x₂"}
    return known.get(formula) or formula.replace("x1", "x₁").replace("x2", "x₂").translate(_SIGNS)


class FeatureChip(QAbstractButton):
    """One feature, on or off."""

    def __init__(self, formula: str, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.formula = formula
        self._theme: Theme = LIGHT
        self._picture = QPixmap()
        self.setText(feature_label(formula))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_CHIP)
        describe(
            self,
            object_name=f"feature_{index}_chip",
            accessible_name=self.tr("Input feature {0}").format(self.text()),
            tip=self.tr(
                "<p>{0}: on, the network is given it as an input of its own. The right feature does the work "
                "of a layer; one that says nothing is only noise.</p><p>{1}</p>"
            ).format(self.text(), effect_of(Change.REBUILD)),
        )

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._picture = QPixmap()
        self.update()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if self._picture.isNull():
            ratio = self.devicePixelRatioF()
            self._picture = feature_picture(self.formula, theme, _PICTURE_PX, ratio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRect((self.width() - _PICTURE_PX) // 2, 2, _PICTURE_PX, _PICTURE_PX)
        painter.setOpacity(1.0 if self.isChecked() else 0.3)
        painter.drawPixmap(frame.topLeft(), self._picture)
        painter.setOpacity(1.0)
        is_lit = self.hasFocus() or self.underMouse()
        painter.setPen(
            QPen(
                QColor(theme.accent if self.isChecked() or is_lit else theme.border),
                2 if self.isChecked() else 1,
            )
        )
        painter.drawRect(frame)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        font = painter.font()
        font.setPixelSize(theme.small_px)
        while font.pixelSize() > _LEAST_FONT_PX and (
            QFontMetrics(font).horizontalAdvance(self.text()) > self.width() - 2
        ):
            font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if self.isChecked() else theme.text_muted))
        room = QRect(0, _PICTURE_PX + 3, self.width(), self.height() - _PICTURE_PX - 3)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class FeatureChips(QWidget):
    """Shows the features of a config; an edit goes out as the new tuple of formulas."""

    features_entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_features_field")
        self.setAccessibleName(self.tr("Input features"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme: Theme = LIGHT
        self._features: tuple[str, ...] = ("x1", "x2")
        self.chips: list[FeatureChip] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(_COLUMNS, 1)
        self.formula_field = QLineEdit()
        self.formula_field.setPlaceholderText(self.tr("+ formula, such as x1^3"))
        describe(
            self.formula_field,
            object_name="feature_formula_field",
            accessible_name=self.tr("Formula for another input feature"),
            tip=self.tr(
                "<p>A formula in x1 and x2, with + − * / ^, brackets, sin, exp, abs, max and the like. "
                "Enter adds it.</p><p>{0}</p>"
            ).format(effect_of(Change.REBUILD)),
        )
        self.formula_field.textChanged.connect(self._on_text_changed)
        self.formula_field.returnPressed.connect(self._on_formula_entered)
        self._message = role_label("refusal")
        self._message.setWordWrap(True)
        self._message.hide()
        self.formula_field.setFixedHeight(EDITOR_HEIGHT_PX)
        title = QLabel(self.tr("Inputs {sign}").format(sign=RESTART_SIGN))
        title.setToolTip(
            self.tr("<p>What the network is given of each point, each as an input of its own.</p>")
        )
        caption = QHBoxLayout()
        caption.setSpacing(8)
        caption.addWidget(title)
        caption.addWidget(self.formula_field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(caption)
        column.addLayout(self._grid)
        column.addWidget(self._message)
        self._make_chips(FEATURES)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        for chip in self.chips:
            chip.set_theme(theme)

    def set_features(self, features: tuple[str, ...]) -> None:
        """Show which formulas the network is given, without a signal."""
        self._features = features
        wanted = (*FEATURES, *(formula for formula in features if formula not in FEATURES))
        if wanted != tuple(chip.formula for chip in self.chips):
            self._make_chips(wanted)
        for chip in self.chips:
            chip.setChecked(chip.formula in features)

    def message(self) -> str:
        """The sentence that says why something can't be, or ""."""
        return "" if self._message.isHidden() else self._message.text()

    def tab_chain(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [self.formula_field, *self.chips]

    def _make_chips(self, formulas: tuple[str, ...]) -> None:
        for chip in self.chips:
            self._grid.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [FeatureChip(formula, index + 1, self) for index, formula in enumerate(formulas)]
        for place, chip in enumerate(self.chips):
            chip.set_theme(self._theme)
            chip.clicked.connect(self._on_chip_clicked)
            self._grid.addWidget(chip, place // _COLUMNS, place % _COLUMNS)

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    @Slot()
    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if not isinstance(chip, FeatureChip):
            return
        features = tuple(other.formula for other in self.chips if other.isChecked())
        if not features:
            chip.setChecked(True)
            self._say(self.tr("The network needs at least one input: switch another one on first."))
            return
        self._say("")
        self.features_entered.emit(features)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._say(self._problem(text.strip()) if text.strip() else "")

    @Slot()
    def _on_formula_entered(self) -> None:
        text = self.formula_field.text().strip()
        if not text:
            return
        sentence = self._problem(text)
        self._say(sentence)
        if not sentence:
            self.formula_field.clear()
            self.features_entered.emit((*self._features, text))

    def _problem(self, text: str) -> str:
        """Why this formula can't be added, or ""."""
        if text in self._features:
            return self.tr("The network is given {0} already.").format(feature_label(text))
        if len(self._features) >= MAX_FEATURES:
            return self.tr("There can be {0} input features; switch one off first.").format(MAX_FEATURES)
        try:
            feature_frame((text,), _NO_POINTS)
        except DataError as error:
            return str(error)
        return ""
