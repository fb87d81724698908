"""What the builder adds to the program's style sheet: section titles, layer rows, quiet buttons, refusals."""

from __future__ import annotations

from string import Template

from playground.theme import Theme

_TEMPLATE = Template("""
#builder_panel, #builder_contents { background: $surface; }
#builder_panel QLabel { background: transparent; }
#builder_panel QLabel[role="section"] { font-size: ${title}px; font-weight: 600; color: $text; }
#builder_panel QLabel[role="muted"] { font-size: ${small}px; color: $muted; }
#builder_panel QLabel[role="total"] { font-size: ${small}px; color: $muted; }
#builder_panel QLabel[role="refusal"] { font-size: ${small}px; color: $error; }
#builder_panel QToolButton[role="quiet"] {
    background: transparent; border: 1px solid transparent; border-radius: 4px; color: $muted; padding: 0;
    min-height: 20px; max-height: 20px;
}
#builder_panel QToolButton[role="quiet"]:hover { background: $hover; color: $text; }
#builder_panel QToolButton[role="quiet"]:focus { border-color: $accent; color: $text; }
#builder_panel QToolButton[role="step"] { padding: 0; min-height: 20px; max-height: 20px; border-radius: 0; }
#builder_panel QToolButton[role="step"][side="left"] {
    border-top-left-radius: 5px; border-bottom-left-radius: 5px; border-right: 0;
}
#builder_panel QToolButton[role="step"][side="right"] {
    border-top-right-radius: 5px; border-bottom-right-radius: 5px; border-left: 0;
}
#builder_panel QToolButton[role="step"]:focus { border: 1px solid $accent; }
#builder_panel QPushButton { padding: 0 8px; min-height: 20px; max-height: 20px; }
#builder_panel QLineEdit { min-height: 20px; max-height: 20px; padding: 0 4px; }
#builder_panel QLineEdit[role="units"] { border-radius: 0; padding: 0 2px; }
#builder_panel QLineEdit[role="compact"] { padding: 0 2px; font-size: ${small}px; }
#builder_panel QComboBox { min-height: 20px; max-height: 20px; padding: 0 0 0 6px; }
#builder_panel QComboBox QLineEdit { border: 0; background: transparent; padding: 0; }
#builder_panel QFrame[role="rule"] { background: $border; border: 0; }
""")


def panel_style_sheet(theme: Theme) -> str:
    """The builder's part of the style sheet, in the colours of `theme`."""
    return _TEMPLATE.substitute(
        surface=theme.surface,
        hover=theme.hover,
        border=theme.border,
        text=theme.text,
        muted=theme.text_muted,
        accent=theme.accent,
        error=theme.error,
        small=theme.small_px,
        title=theme.body_px,
    )


_TABLE_TEMPLATE = Template("""
QLabel[role="muted"] { color: $muted; font-size: ${small}px; }
QTableWidget, QListWidget {
    background: $raised; alternate-background-color: $surface; border: 1px solid $border; color: $text;
}
QTableWidget:focus, QListWidget:focus { border-color: $accent; }
QTableWidget::item:selected { background: $hover; color: $text; }
QHeaderView::section {
    background: $surface; color: $muted; border: 0; border-bottom: 1px solid $border; padding: 3px 6px;
}
""")


def table_style_sheet(theme: Theme) -> str:
    """Style sheet of the dialog of tables, in the colours of `theme`."""
    return _TABLE_TEMPLATE.substitute(
        raised=theme.raised,
        surface=theme.surface,
        hover=theme.hover,
        border=theme.border,
        text=theme.text,
        muted=theme.text_muted,
        accent=theme.accent,
        small=theme.small_px,
    )
