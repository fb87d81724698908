"""The picture is the control: − and + on each layer, + between two layers, × to take one away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.theme import Theme
from playground.views.network.layout import NetworkLayout
from playground.views.network.structure import Structure, title_number

BUTTON_PX = 18
ROW_Y_PX = 47
_LARGEST_SIGN_PX = 13
_WIDE_PITCH_PX = 62.0
"""Columns this far apart have room for buttons at each."""


def next_unit_count(n_units: int, direction: int) -> int:
    """The next size up or down: by 1 up to 16, then on round numbers about an eighth apart."""
    step = 1
    for bound, larger in ((16, 4), (64, 16), (256, 64), (1024, 256)):
        if n_units > bound or (n_units == bound and direction > 0):
            step = larger
    return (n_units // step + 1) * step if direction > 0 else (-(-n_units // step) - 1) * step


def selector_width(layout: NetworkLayout) -> int:
    """Of the switch at the right end of the row of buttons."""
    return 104 if layout.width >= 480 else 86


def _row_end(layout: NetworkLayout) -> int:
    """Where the room of the buttons ends, a little before the switch."""
    return int(layout.width) - selector_width(layout) - 12


def _has_room_at_each(layout: NetworkLayout) -> bool:
    """Whether every column can have its own buttons, with those between two columns beside them."""
    if layout.n_layers == 1:
        return True
    last = layout.columns[-2].x + 2 * BUTTON_PX + 3
    return layout.pitch >= _WIDE_PITCH_PX and last <= _row_end(layout)


def _gap_left(layout: NetworkLayout, i: int) -> int:
    """Of the button before a layer: in the middle, clear of the buttons of both layers and of the switch."""
    left = layout.gap_x(i) - BUTTON_PX / 2
    if i < layout.n_layers - 1:
        left = min(left, layout.columns[i].x - 2 * BUTTON_PX - 3)
    if i > 0:
        left = max(left, layout.columns[i - 1].x + BUTTON_PX + 3)
    return round(min(left, _row_end(layout) - BUTTON_PX))


class ControlButton(QToolButton):
    """A small button that knows what it is about."""

    pressed_for = Signal(str, int)
    """Its action, and the layer."""

    def __init__(self, action: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._action = action
        self._layer_index = 0
        # Round ones put in a layer, square ones change one.
        self.setProperty("inserts", action == "insert")
        self.setText(text)
        self.setFixedSize(BUTTON_PX, BUTTON_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRepeat(action in ("fewer", "more"))
        self.clicked.connect(self._on_clicked)

    def set_subject(self, layer_index: int, tip: str) -> None:
        """Say which layer it acts on."""
        self._layer_index = layer_index
        self.setObjectName(f"layer_{layer_index + 1}_{self._action}_button")
        self.setToolTip(tip)
        self.setAccessibleName(tip.split(":")[0])

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed_for.emit(self._action, self._layer_index)


class LayerButtons(QWidget):
    """− and + of one layer; in the narrow form also × and a + at each side."""

    pressed_for = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons = {
            action: ControlButton(action, sign, self)
            for action, sign in (
                ("insert_before", "«+"),
                ("fewer", "−"),
                ("more", "+"),
                ("remove", "×"),
                ("insert_after", "+»"),
            )
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in self._buttons.values():
            row.addWidget(button)
            button.pressed_for.connect(self.pressed_for)
        for action in ("insert_before", "insert_after"):
            self._buttons[action].setFixedWidth(BUTTON_PX + 6)

    def set_subject(self, structure: Structure, layer_index: int, *, all_actions: bool) -> None:
        """Act on this layer, with all buttons or with those for its size (without one: to remove it)."""
        n_units = structure.n_units[layer_index]
        fewer, more = next_unit_count(n_units, -1), next_unit_count(n_units, 1)
        for action, tip in self._tips(structure, layer_index, fewer, more).items():
            self._buttons[action].set_subject(layer_index, tip)
        can_resize = structure.can_resize(layer_index)
        in_block = bool(structure.blocks and structure.blocks[layer_index])
        for action, button in self._buttons.items():
            if action in ("fewer", "more"):
                button.setVisible(can_resize)
            else:
                alone = action == "remove" and not can_resize and not in_block
                button.setVisible(all_actions or alone)
        self._buttons["fewer"].setEnabled(fewer >= 1)
        self.adjustSize()

    def _tips(self, structure: Structure, layer_index: int, fewer: int, more: int) -> dict[str, str]:
        number = title_number(structure, layer_index)
        subject = self.tr("layer {0}").format(number)
        if structure.blocks and structure.blocks[layer_index]:
            subject = self.tr("block {0}").format(number.split(".")[0])
        is_picture = bool(structure.shapes) and len(structure.shapes[layer_index]) == 3
        sized = self.tr("Layer {0} with {1} units: {2}")
        if is_picture:
            sized = self.tr("Layer {0} with {1} channels: {2}")
        less = self.tr("the last ones go, the others keep what they have learned.")
        room = self.tr("new ones begin without effect, the others keep what they have learned.")
        before = self.tr("Insert a layer before {0}: it begins by handing on what comes in.")
        after = self.tr("Insert a layer after {0}: it begins by handing on what comes in.")
        gone = self.tr("Remove {0}: the layers that still fit keep what they have learned.")
        return {
            "insert_before": before.format(subject),
            "fewer": sized.format(number, fewer, less),
            "more": sized.format(number, more, room),
            "remove": gone.format(subject),
            "insert_after": after.format(subject),
        }


class HeaderControls(QWidget):
    """All buttons of the header; where columns are close, one set of them follows the pointer."""

    pressed_for = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("network_controls")
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._layers: list[LayerButtons] = []
        self._gaps: list[ControlButton] = []
        self._layout: NetworkLayout | None = None
        self._active = -1
        self._is_wide = True

    def set_theme(self, theme: Theme) -> None:
        """Small buttons, in the theme's colours; their signs are as large as their size allows."""
        sign_px = min(theme.body_px, _LARGEST_SIGN_PX)
        self.setStyleSheet(
            "QToolButton { padding: 0; min-height: 0; border-radius: 4px; "
            f"font-size: {sign_px}px; background: {theme.raised}; color: {theme.text}; "
            f"border: 1px solid {theme.border}; }}"
            f"QToolButton[inserts='true'] {{ border-radius: {BUTTON_PX // 2}px; color: {theme.accent}; }}"
            f"QToolButton:hover {{ background: {theme.hover}; border-color: {theme.accent}; }}"
            f"QToolButton:focus {{ border-color: {theme.accent}; }}"
            f"QToolButton:disabled {{ color: {theme.text_muted}; background: {theme.surface}; }}"
        )

    def set_layout(self, layout: NetworkLayout) -> None:
        """Place the buttons over the columns of `layout`."""
        self._layout = layout
        self.setGeometry(0, ROW_Y_PX, int(layout.width), BUTTON_PX + 2)
        n_hidden = layout.n_layers - 1
        self._is_wide = wide = _has_room_at_each(layout)
        self._keep_layers(n_hidden if wide else min(n_hidden, 1))
        self._keep_gaps(n_hidden + 1 if wide else 0)
        self._active = -1
        if not wide:
            self._layers[0].hide()
            self.set_active(0)
            return
        for i, buttons in enumerate(self._layers):
            self._place(buttons, i, all_actions=False)
        structure = layout.structure
        for i, gap in enumerate(self._gaps):
            if structure.shares_block_with_previous(i):
                # Inside a block: it changes as a whole.
                gap.hide()
                continue
            gap.set_subject(i, self.tr("Insert a layer here: it begins by handing on what comes in."))
            gap.move(_gap_left(layout, i), 0)
            gap.show()

    @Slot(int)
    def set_active(self, layer_index: int) -> None:
        """The layer that the pointer or the focus is on: in close columns the buttons go there."""
        if self._layout is None or self._is_wide or not self._layers:
            return
        if not 0 <= layer_index < self._layout.n_layers - 1 or layer_index == self._active:
            return
        self._active = layer_index
        self._place(self._layers[0], layer_index, all_actions=True)

    def _place(self, buttons: LayerButtons, layer_index: int, *, all_actions: bool) -> None:
        assert self._layout is not None
        buttons.set_subject(self._layout.structure, layer_index, all_actions=all_actions)
        x = self._layout.columns[layer_index].x - buttons.width() / 2
        room = _row_end(self._layout) + 4 - buttons.width()
        buttons.move(round(max(min(x, room), 0.0)), 0)
        buttons.show()

    def _keep_layers(self, n: int) -> None:
        while len(self._layers) < n:
            buttons = LayerButtons(self)
            buttons.pressed_for.connect(self.pressed_for)
            self._layers.append(buttons)
        for spare in self._layers[n:]:
            spare.deleteLater()
            spare.hide()
        del self._layers[n:]

    def _keep_gaps(self, n: int) -> None:
        while len(self._gaps) < n:
            gap = ControlButton("insert", "+", self)
            gap.pressed_for.connect(self.pressed_for)
            self._gaps.append(gap)
        for spare in self._gaps[n:]:
            spare.deleteLater()
            spare.hide()
        del self._gaps[n:]
