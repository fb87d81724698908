"""Buttons that go through the pages: by page, by layer, by phase, or by themselves."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from playground.explain.microscope.transport_icons import transport_icon
from playground.theme import LIGHT, Theme

PACES = (0.5, 1.0, 2.0, 4.0)
_PAGE_MS = 1000


class Transport(QWidget):
    """Previous and next, play and pause. GUI thread only."""

    moved = Signal(str, int)
    """(by `page`, `layer` or `phase`; 1 or −1)."""
    playing_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_transport")
        self._theme: Theme = LIGHT
        self._buttons: dict[str, QPushButton] = {}
        self._timer = QTimer(self)
        self._timer.setObjectName("microscope_play_timer")
        self._timer.timeout.connect(self._on_timeout)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        for kind, tip in self._ways(-1):
            self._add(kind, tip)
        self._play = self._add("play", self.tr("Play: a page after the other (P)"))
        self._play.setCheckable(True)
        for kind, tip in reversed(self._ways(1)):
            self._add(kind, tip)
        self._pace = self._make_pace()
        self._row.addStretch(1)
        self._row.addWidget(self._pace)
        self._connect()
        self.set_theme(LIGHT)

    def _ways(self, way: int) -> list[tuple[str, str]]:
        if way < 0:
            return [
                ("phase_back", self.tr("Previous phase (Page Up)")),
                ("layer_back", self.tr("Previous layer (Shift+Left)")),
                ("page_back", self.tr("Previous page (Left)")),
            ]
        return [
            ("phase", self.tr("Next phase (Page Down)")),
            ("layer", self.tr("Next layer (Shift+Right)")),
            ("page", self.tr("Next page (Right)")),
        ]

    def _add(self, kind: str, tip: str) -> QPushButton:
        button = QPushButton()
        names = {"play": "microscope_play_button"}
        way = "previous" if kind.endswith("_back") else "next"
        button.setObjectName(names.get(kind, f"{way}_{kind.removesuffix('_back')}_button"))
        button.setAccessibleName(tip.split(" (")[0])
        button.setToolTip(tip)
        button.setFixedWidth(36)
        button.setMinimumHeight(28)
        self._buttons[kind] = button
        self._row.addWidget(button)
        return button

    def _make_pace(self) -> QComboBox:
        pace = QComboBox()
        pace.setObjectName("microscope_pace_selector")
        pace.setAccessibleName(self.tr("Pace"))
        pace.setToolTip(self.tr("How fast it plays: at 1× a page a second."))
        for value in PACES:
            pace.addItem(f"{value:g}×", value)
        pace.setCurrentIndex(PACES.index(1.0))
        return pace

    def _connect(self) -> None:
        self._buttons["page_back"].clicked.connect(self._on_page_back)
        self._buttons["layer_back"].clicked.connect(self._on_layer_back)
        self._buttons["phase_back"].clicked.connect(self._on_phase_back)
        self._buttons["page"].clicked.connect(self._on_page)
        self._buttons["layer"].clicked.connect(self._on_layer)
        self._buttons["phase"].clicked.connect(self._on_phase)
        self._play.toggled.connect(self._on_play_toggled)
        self._pace.currentIndexChanged.connect(self._on_pace_changed)

    @property
    def is_playing(self) -> bool:
        """Whether pages turn by themselves."""
        return self._timer.isActive()

    @property
    def pace(self) -> float:
        """How many pages a second."""
        return float(self._pace.currentData())

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs in the colours of `theme`."""
        self._theme = theme
        for kind, button in self._buttons.items():
            sign = "pause" if kind == "play" and self.is_playing else kind
            button.setIcon(transport_icon(sign, theme.text, theme.border))

    def set_ends(self, *, at_start: bool, at_end: bool) -> None:
        """Switch off what leads nowhere; playing stops at the end."""
        for kind, button in self._buttons.items():
            if kind == "play":
                button.setEnabled(not at_end or self.is_playing)
            else:
                button.setEnabled(not (at_start if kind.endswith("_back") else at_end))
        if at_end:
            self.stop()

    @Slot()
    def stop(self) -> None:
        """Stop playing."""
        self._play.setChecked(False)

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self._play.isEnabled():
            self._play.toggle()

    @Slot(bool)
    def _on_play_toggled(self, on: bool) -> None:
        if on:
            self._timer.start(self._interval_ms())
        else:
            self._timer.stop()
        self._play.setIcon(transport_icon("pause" if on else "play", self._theme.text, self._theme.border))
        words = self.tr("Pause (P)") if on else self.tr("Play: a page after the other (P)")
        self._play.setToolTip(words)
        self._play.setAccessibleName(words.split(" (")[0])
        self.playing_changed.emit(on)

    def _interval_ms(self) -> int:
        return round(_PAGE_MS / self.pace)

    @Slot(int)
    def _on_pace_changed(self, index: int) -> None:
        if self._timer.isActive():
            self._timer.start(self._interval_ms())

    @Slot()
    def _on_timeout(self) -> None:
        self.moved.emit("page", 1)

    @Slot()
    def _on_page_back(self) -> None:
        self.moved.emit("page", -1)

    @Slot()
    def _on_layer_back(self) -> None:
        self.moved.emit("layer", -1)

    @Slot()
    def _on_phase_back(self) -> None:
        self.moved.emit("phase", -1)

    @Slot()
    def _on_page(self) -> None:
        self.moved.emit("page", 1)

    @Slot()
    def _on_layer(self) -> None:
        self.moved.emit("layer", 1)

    @Slot()
    def _on_phase(self) -> None:
        self.moved.emit("phase", 1)

    # ---- Qt

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)
