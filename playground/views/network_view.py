"""The stage: the network from left to right, with what each unit computes and each link weighs."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import Diagram, Snapshot
from playground.views.network_card import UnitCard, card_rect, paint_card
from playground.views.network_controls import HeaderControls, next_unit_count
from playground.views.network_frame import FrameScales, LayerFrame
from playground.views.network_header import legend_rect, paint_header, paint_legend
from playground.views.network_layout import FOOTER_PX, NetworkLayout, lay_out, structure_of
from playground.views.network_painter import NetworkPainter
from playground.views.network_pointing import Target, move_focus, target_at
from playground.views.network_words import (
    link_sentence,
    network_sentences,
    unit_name,
    unit_numbers,
    unit_sentence,
)

_CALM_FRAME_S = 0.25
"""Without motion the picture follows the network four times a second."""
_DIGITS = tuple(str(digit) for digit in range(10))


class NetworkView(QWidget):
    """Painted anew for each frame; the buttons on the layers are its only child widgets. GUI thread only."""

    layer_units_changed = Signal(int, int)
    """Hidden layer (from 0) and how many units it shall have."""
    layer_insert_requested = Signal(int)
    """A new hidden layer shall have this index."""
    layer_remove_requested = Signal(int)
    """This hidden layer shall go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_view")
        self.setAccessibleName(self.tr("Network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(280, 260)
        self._theme = LIGHT
        self._output_names = _DIGITS
        self._diagram: Diagram | None = None
        self._frames: tuple[LayerFrame, ...] = ()
        self._scales = FrameScales()
        self._layout: NetworkLayout | None = None
        self._painter: NetworkPainter | None = None
        self._background = QPixmap()
        self._hovered: Target | None = None
        self._pinned: Target | None = None
        self._focused: Target | None = None
        self._readout = ""
        self._card_numbers: tuple[tuple[str, str], ...] = ()
        self._has_motion = True
        self._taken_s = 0.0
        self._controls = HeaderControls(self)
        self._controls.pressed_for.connect(self._on_control_pressed)
        self._controls.hide()

    # ---- the interface of a view

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self._theme = theme
        self._controls.set_theme(theme)
        self._make_layout()

    def set_motion(self, has_motion: bool) -> None:
        """Follow the network at frame rate, or calmly, four times a second."""
        self._has_motion = has_motion

    def set_output_names(self, names: tuple[str, ...]) -> None:
        """What the classes are called."""
        self._output_names = names
        self._make_layout()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Show the network of `snapshot`, if it is in it."""
        diagram = snapshot.diagram
        if diagram is None or not diagram.layers:
            return
        is_same = self._diagram is not None and structure_of(diagram) == structure_of(self._diagram)
        if is_same and not self._has_motion and time.monotonic() - self._taken_s < _CALM_FRAME_S:
            return
        self._taken_s = time.monotonic()
        self._diagram = diagram
        if not is_same or self._layout is None:
            self._scales.clear()
            self._hovered = self._pinned = self._focused = None
            self._make_layout()
            self.refresh_text()
        assert self._layout is not None
        self._frames = self._scales.frame(diagram, self._layout)
        self.update()

    def add_to_request(self, request: dict[str, Any]) -> None:
        """Ask for the network while somebody can see it."""
        if self.isVisible():
            request["diagram"] = True

    def refresh_text(self) -> None:
        """Bring numbers and the text twin up to date; to be called at most four times a second."""
        self._readout = self._sentence(self._hovered or self._focused or self._pinned)
        if self._pinned is not None and self._diagram is not None:
            self._card_numbers = tuple(
                unit_numbers(self._diagram, self._pinned.layer_index, self._pinned.place)
            )
        twin = self.text_twin()
        if twin != self.accessibleDescription():
            self.setAccessibleDescription(twin)
        self.update()

    def clear(self) -> None:
        """A new run has begun: its network comes with its first frame."""
        self._diagram = None
        self._frames = ()
        self._hovered = self._pinned = self._focused = None
        self._readout = ""
        self._scales.clear()

    def text_twin(self) -> str:
        """The sentences that say what the picture shows."""
        if self._diagram is None or self._layout is None:
            return self.tr("No network yet.")
        twin = network_sentences(self._diagram, self._layout.structure)
        return f"{self._sentence(self._focused)}. {twin}" if self._focused is not None else twin

    def readout(self) -> str:
        """The line at the bottom: what is pointed at."""
        return self._readout

    # ---- inside

    def _make_layout(self) -> None:
        if self._diagram is None:
            self.update()
            return
        structure = structure_of(self._diagram)
        layout = lay_out(structure, self.width(), self.height())
        self._layout = layout
        self._painter = NetworkPainter(layout, self._theme, self._output_names)
        self._frames = self._scales.frame(self._diagram, layout)
        self._controls.set_layout(layout)
        self._controls.show()
        for target in (self._hovered, self._pinned, self._focused):
            if target is not None and target.place >= layout.columns[target.layer_index].n_shown:
                self._hovered = self._pinned = self._focused = None
        self._background = self._paint_background(layout, self._painter)
        self.update()

    def _paint_background(self, layout: NetworkLayout, network_painter: NetworkPainter) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(self._theme.plot))
        painter = QPainter(pixmap)
        painter.setFont(self.font())
        network_painter.paint_background(painter)
        paint_header(painter, layout, self._theme)
        paint_legend(painter, layout, self._theme)
        painter.end()
        return pixmap

    def _sentence(self, target: Target | None) -> str:
        if target is None or self._diagram is None or self._layout is None:
            return ""
        structure = self._layout.structure
        if target.before is None:
            return unit_sentence(self._diagram, structure, target.layer_index, target.place)
        return link_sentence(self._diagram, structure, target.layer_index, target.before, target.place)

    def _point_at(self, target: Target | None) -> None:
        if target != self._hovered:
            self._hovered = target
            self.refresh_text()

    def _pin(self, target: Target | None) -> None:
        is_unit = target is not None and target.before is None
        self._pinned = target if is_unit and target != self._pinned else None
        self.refresh_text()

    def _focus_on(self, target: Target) -> None:
        self._focused = target
        self._hovered = None
        self._controls.set_active(target.layer_index)
        self.refresh_text()

    @Slot(str, int)
    def _on_control_pressed(self, action: str, layer_index: int) -> None:
        if action in ("insert", "insert_before"):
            self.layer_insert_requested.emit(layer_index)
        elif action == "insert_after":
            self.layer_insert_requested.emit(layer_index + 1)
        elif action == "remove":
            self.layer_remove_requested.emit(layer_index)
        else:
            self._step_units(layer_index, 1 if action == "more" else -1)

    def _step_units(self, layer_index: int, direction: int) -> None:
        if self._layout is None or layer_index >= self._layout.n_layers - 1:
            return
        n_units = next_unit_count(self._layout.structure.n_units[layer_index], direction)
        if n_units >= 1:
            self.layer_units_changed.emit(layer_index, n_units)

    # ---- painting

    def _paint_picture(self, painter: QPainter, diagram: Diagram, network: NetworkPainter) -> None:
        painter.drawPixmap(0, 0, self._background)
        network.paint_frame(painter, diagram.input, self._frames, diagram.probabilities)
        for target, strong in ((self._hovered, False), (self._focused, True), (self._pinned, True)):
            if target is None or (target is self._focused and not self.hasFocus()):
                continue
            if target.before is None:
                network.paint_links_of(painter, target.layer_index, target.place, self._frames)
                network.paint_ring(painter, target.layer_index, target.place, strong=strong)
            else:
                network.paint_link(painter, target.layer_index, target.before, target.place)

    def _paint_readout(self, painter: QPainter, layout: NetworkLayout) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text if self._readout else self._theme.text_muted))
        right = legend_rect(layout).left() - 8
        rect = QRectF(12, layout.height - FOOTER_PX, right - 12, FOOTER_PX)
        metrics = QFontMetricsF(font)
        hint = self.tr("Fill: activation · line: weight. Point at one for its number.")
        if metrics.horizontalAdvance(hint) > rect.width():
            hint = self.tr("Fill: activation · line: weight")
        text = metrics.elidedText(self._readout or hint, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_card(self, painter: QPainter, target: Target, diagram: Diagram, layout: NetworkLayout) -> None:
        column, layer = layout.columns[target.layer_index], diagram.layers[target.layer_index]
        picture = None
        if layer.pictures is not None:
            weights = np.nan_to_num(layer.pictures[target.place])
            picture = weights / np.float32(max(float(np.abs(weights).max()), 1e-12))
        title = unit_name(diagram, layout.structure, target.layer_index, target.place)
        card = UnitCard(title, self._card_numbers, picture)
        anchor = QPointF(column.x, float(column.ys[target.place]))
        paint_card(
            painter,
            card_rect(card, anchor, column.side / 2, layout.width, layout.height - FOOTER_PX),
            card,
            self._theme,
        )

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(640, 560)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            # The line at the bottom says it, at once and exactly.
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_layout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._diagram is None or self._layout is None or self._painter is None:
            painter.fillRect(self.rect(), QColor(self._theme.plot))
            return
        self._paint_picture(painter, self._diagram, self._painter)
        self._paint_readout(painter, self._layout)
        if self._pinned is not None:
            self._paint_card(painter, self._pinned, self._diagram, self._layout)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._layout is not None:
            self._point_at(target_at(self._layout, self._frames, event.position()))
            self._controls.set_active(self._layout.column_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._layout is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pin(target_at(self._layout, self._frames, event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keyboard and self._layout is not None and self._focused is None:
            self._focus_on(Target(0, 0))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._layout is None or not self._on_key(event.key(), self._layout):
            super().keyPressEvent(event)

    def _on_key(self, key: int, layout: NetworkLayout) -> bool:
        moved = move_focus(layout, self._focused, key)
        if moved is not None:
            self._focus_on(moved)
            return True
        if key == Qt.Key.Key_Escape and self._pinned is not None:
            self._pin(None)
            return True
        if self._focused is None:
            return False
        return self._on_layer_key(key, self._focused, layout)

    def _on_layer_key(self, key: int, focused: Target, layout: NetworkLayout) -> bool:
        is_hidden = focused.layer_index < layout.n_layers - 1
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pin(focused)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and is_hidden:
            self._step_units(focused.layer_index, 1 if key == Qt.Key.Key_Plus else -1)
        elif key == Qt.Key.Key_Insert:
            self.layer_insert_requested.emit(focused.layer_index)
        elif key == Qt.Key.Key_Delete and is_hidden:
            self.layer_remove_requested.emit(focused.layer_index)
        else:
            return False
        return True
