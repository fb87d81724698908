"""The one style sheet: flat surfaces, thin borders, a visible focus. Every colour comes from the theme."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from string import Template

from playground.data.resources import resource_path
from playground.theme import Theme

_files = ExitStack()


@cache
def _icon_url(name: str) -> str:
    # Style sheets take pictures by path only; from a zip the path is a copy that lives as long as we do.
    return _files.enter_context(resource_path("icons", f"{name}.svg")).as_posix()


_TEMPLATE = Template("""
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $window; }
QSplitter::handle:hover { background: $accent; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px; }

QMenuBar { background: $surface; padding: 0 4px; }
QMenuBar::item { padding: 3px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $hover; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::icon { padding-left: 6px; }

QToolBar {
    background: $surface; border: 0; border-bottom: 1px solid $border; spacing: 3px; padding: 4px 8px;
}
QToolBar#narration_tool_bar { padding: 0; border: 0; spacing: 0; }
QToolBar::separator { background: $border; width: 1px; margin: 4px 4px; }

QToolButton, QPushButton {
    background: $raised; color: $text; border: 1px solid $border; border-radius: 5px;
    padding: 3px 8px; min-height: 18px;
}
QToolButton { padding: 3px 2px; }
QToolButton:hover, QPushButton:hover { background: $hover; }
QToolButton:pressed, QPushButton:pressed { background: $border; }
QToolButton:checked, QPushButton:checked { background: $hover; border-color: $accent; }
QToolButton:disabled, QPushButton:disabled { background: $surface; color: $muted; }
QToolButton:focus, QPushButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; }
QToolBar > QToolButton { padding: 3px 2px 3px 5px; }
QToolBar > QToolButton#qt_toolbar_ext_button { padding: 0; image: url("$down"); }
QToolButton#train_button { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QToolButton#train_button:hover { border-color: $text; }
QToolButton#train_button:focus { border-color: $text; }

QComboBox, QSpinBox, QLineEdit {
    background: $raised; color: $text; border: 1px solid $border; border-radius: 5px;
    padding: 2px 6px; min-height: 18px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox:hover, QSpinBox:hover, QLineEdit:hover { border-color: $muted; }
QComboBox:focus, QSpinBox:focus, QLineEdit:focus { border-color: $accent; }
QComboBox:disabled, QSpinBox:disabled, QLineEdit:disabled {
    background: $surface; color: $muted;
}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    background: transparent; border: 0; padding: 0; min-height: 0;
}
QComboBox { padding-right: 0; }
QComboBox::drop-down { border: 0; width: 18px; }
QComboBox::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border; outline: 0; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }

QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $muted; border-radius: 3px; background: $raised;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QCheckBox::indicator:focus { border-color: $accent; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $border; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
    background: $raised; border: 1px solid $muted;
}
QSlider::handle:hover, QSlider::handle:focus { border-color: $accent; background: $accent; }

QDockWidget {
    color: $text; font-weight: 600;
    titlebar-close-icon: url("$dock_close"); titlebar-normal-icon: url("$dock_float");
}
QDockWidget::title { background: $surface; padding: 3px 4px; border: 0; }
QDockWidget::close-button, QDockWidget::float-button { border: 0; background: transparent; padding: 0; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $hover; border-radius: 3px; }

QTabBar::tab {
    background: $surface; color: $muted; border: 0; border-bottom: 2px solid transparent; padding: 4px 10px;
}
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { background: $hover; }
QTabBar::tab:selected:focus { background: $hover; }

QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle {
    background: $border; border-radius: 4px; margin: 1px; min-height: 24px; min-width: 24px;
}
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QStatusBar { background: $surface; border-top: 1px solid $border; color: $muted; }
QStatusBar::item { border: 0; }
QLabel#progress_counter, QLabel#speed_text { color: $muted; font-size: ${small}px; }

QStatusBar QLabel { color: $muted; padding: 0 8px; font-size: ${small}px; }
""")


def style_sheet(theme: Theme) -> str:
    """The style sheet of `theme`."""
    return _TEMPLATE.substitute(
        window=theme.window,
        surface=theme.surface,
        raised=theme.raised,
        hover=theme.hover,
        border=theme.border,
        text=theme.text,
        muted=theme.text_muted,
        accent=theme.accent,
        on_accent=theme.on_accent,
        small=theme.small_px,
        down=_icon_url(f"chevron_down_{theme.name}"),
        dock_close=_icon_url(f"dock_close_{theme.name}"),
        dock_float=_icon_url(f"dock_float_{theme.name}"),
        tick=_icon_url(f"tick_{theme.name}"),
    )
