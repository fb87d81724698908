"""What every instrument has: a header row with a read-out and a few small controls, a body, and a menu to
copy or save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import Snapshot
from playground.views.plot_style import header_style, small_font
from playground.views.readout import Line, Readout, Segment
from playground.views.view_export import DataTable, copy_data, copy_picture, save_picture

_HISTORY_EVERY_N_FRAMES = 6


class HoverSource(Protocol):
    """A part of an instrument under which values can be read."""

    def repeat_hover(self) -> None:
        """Tell again where the pointer rests."""


class Instrument(QWidget):
    """Base of the plots. GUI thread only.

    A view holds no truth: it shows the newest snapshot. Its toggles are its only state; `set_options` shows
    them without emitting, an edit by the person emits `options_changed`.
    """

    options_changed = Signal(object)

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.title = ""
        self.theme: Theme = LIGHT
        self.readout = Readout(f"{object_name}_readout")
        self._toggles: dict[str, QToolButton] = {}
        self._hover_wordings: Sequence[Line] = ()
        self.plots: tuple[HoverSource, ...] = ()
        """The parts that say where the pointer is."""
        self._n_requests = 0
        # Before there is anything inside that would have to be dressed anew.
        self.setStyleSheet(self._style(self.theme))
        self._header = QHBoxLayout()
        self._header.setContentsMargins(4, 1, 2, 1)
        self._header.setSpacing(1)
        self._header.addWidget(self.readout, 1)
        self.body = QWidget(self)
        self.body.setObjectName(f"{object_name}_body")
        self._empty = QLabel(self)
        self._empty.setObjectName(f"{object_name}_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setMargin(12)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._header)
        layout.addLayout(self._stack, 1)
        self.setMinimumSize(200, 100)

    # ---- the interface of a view

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self.theme = theme
        self.readout.set_theme(theme)
        if (style := self._style(theme)) != self.styleSheet():
            self.setStyleSheet(style)
        # Where the plot will be, so that its coming changes nothing else.
        self._empty.setStyleSheet(f"background: {theme.plot}; font-size: {theme.small_px}px;")
        for button in self.findChildren(QToolButton):
            button.setFont(small_font(theme))

    def _style(self, theme: Theme) -> str:
        """The style sheet of the view."""
        return header_style(theme)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is in `snapshot`; parts that are None leave the picture as it is."""
        raise NotImplementedError

    def add_to_request(self, request: dict[str, Any]) -> None:
        """Add what this view needs in the next frame; nothing while nobody can see it."""
        if self.isVisible():
            self._n_requests += 1
            self._ask(request, with_history=self._n_requests % _HISTORY_EVERY_N_FRAMES == 1)

    def refresh_text(self) -> None:
        """Bring numbers and the text twin up to date; to be called at most four times a second."""
        for plot in self.plots:
            plot.repeat_hover()
        self.readout.set_wordings(self._hover_wordings or self._wordings())
        twin = self.text_twin()
        if twin != self.accessibleDescription():
            self.setAccessibleDescription(twin)

    def clear(self) -> None:
        """A new run has begun: forget the old one."""
        self._n_requests = 0
        self._hover_wordings = ()
        self.show_empty(True)

    def text_twin(self) -> str:
        """The sentences that say what the picture shows."""
        raise NotImplementedError

    def data_table(self) -> DataTable:
        """The numbers behind the picture."""
        raise NotImplementedError

    # ---- for the views

    def set_words(self, title: str, empty_text: str) -> None:
        """Name the instrument, and say what will be drawn before there is data."""
        self.title = title
        self.setAccessibleName(title)
        self._empty.setText(empty_text)

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        raise NotImplementedError

    def _wordings(self) -> Sequence[Line]:
        raise NotImplementedError

    def waiting_words(self) -> Sequence[Line]:
        """What the read-out says before there is anything to read."""
        return [(Segment(self.tr("no data yet"), self.theme.text_muted),)]

    def options(self) -> dict[str, bool]:
        """The state of the toggles, by name."""
        return {name: button.isChecked() for name, button in self._toggles.items()}

    def set_options(self, options: dict[str, bool]) -> None:
        """Set toggles without emitting; unknown names are ignored (they may come from an older settings
        file)."""
        for name, checked in options.items():
            button = self._toggles.get(name)
            if button is not None and button.isChecked() != bool(checked):
                button.blockSignals(True)
                button.setChecked(bool(checked))
                button.blockSignals(False)
        self._options_applied()

    def option(self, name: str) -> bool:
        """Whether a toggle is on."""
        return self._toggles[name].isChecked()

    def _options_applied(self) -> None:
        """Redraw after a change of the toggles."""

    def add_toggle(self, name: str, text: str, tooltip: str, *, checked: bool = False) -> QToolButton:
        """Add a small on/off button to the header row."""
        button = self.add_button(name, text, tooltip)
        button.setCheckable(True)
        button.setChecked(checked)
        button.toggled.connect(self._on_toggled)
        self._toggles[name] = button
        return button

    def add_button(self, name: str, text: str, tooltip: str) -> QToolButton:
        """Add a small button to the header row."""
        button = QToolButton()
        button.setObjectName(f"{self.objectName()}_{name}")
        button.setText(text)
        button.setAccessibleName(f"{self.title}: {text}")
        button.setToolTip(tooltip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._header.addWidget(button)
        return button

    def add_menu(self) -> None:
        """Add the menu that copies and saves; called last, so that it stands at the right end."""
        button = self.add_button("menu", "⋯", self.tr("Copy or save this picture and its numbers"))
        button.setAccessibleName(self.tr("{0}: copy or save").format(self.title))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setObjectName(f"{self.objectName()}_menu_actions")
        menu.addAction(self.tr("Copy picture")).triggered.connect(self._on_copy_picture)
        menu.addAction(self.tr("Copy data")).triggered.connect(self._on_copy_data)
        menu.addAction(self.tr("Save picture…")).triggered.connect(self._on_save_picture)
        button.setMenu(menu)

    def show_empty(self, empty: bool) -> None:
        """Show the sentence that stands in for a plot without data, or the plot."""
        self._stack.setCurrentIndex(0 if empty else 1)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to plot yet."""
        return self._stack.currentIndex() == 0

    def set_hover_line(self, *wordings: Line) -> None:
        """While the pointer is on the plot, the read-out gives the exact values under it, longest wording
        first; without one it says again what it says otherwise."""
        self._hover_wordings = wordings
        self.readout.set_wordings(wordings or self._wordings())

    @Slot(bool)
    def _on_toggled(self, _checked: bool) -> None:
        self._options_applied()
        self.options_changed.emit(self.options())

    @Slot()
    def _on_copy_picture(self) -> None:
        copy_picture(self)

    @Slot()
    def _on_copy_data(self) -> None:
        copy_data(self.data_table())

    @Slot()
    def _on_save_picture(self) -> None:
        failed = save_picture(self, self.tr("Save picture"), self.objectName())
        if failed is not None:
            text = self.tr("{0} can't be written there: choose another folder").format(failed.name)
            self.set_hover_line((Segment(text, self.theme.error),))
