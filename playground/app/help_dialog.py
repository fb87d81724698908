"""F1: what each control does and its keys, made from the actions and tooltips themselves."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMainWindow, QTextBrowser, QVBoxLayout, QWidget

from playground.app.actions import keys_text
from playground.app.panel_keys import panel_keys
from playground.app.tool_tips import plain

_OTHER_LAYERS = re.compile(r"layer_([02-9]|[1-9]\d+)_")
"""The buttons of one layer stand for those of all."""


def described_widgets(window: QWidget) -> list[QWidget]:
    """Widgets with a name for people and a sentence on what they do, in the order in which they are met."""
    seen: set[tuple[str, str]] = set()
    found = []
    for widget in window.findChildren(QWidget):
        described = (widget.accessibleName(), widget.toolTip())
        # What only repeats a text that didn't fit is no explanation.
        is_explained = all(described) and plain(described[1]) != described[0]
        if is_explained and described not in seen and not _OTHER_LAYERS.match(widget.objectName()):
            seen.add(described)
            found.append(widget)
    return found


def _key_rows(actions: list[QAction]) -> list[tuple[str, str]]:
    rows = []
    for action in actions:
        keys = keys_text(action)
        if keys:
            rows.append((keys, action.text().replace("&", "").rstrip("…") + " – " + action.whatsThis()))
    # The instruments in the order of their numbers, after the rest.
    return sorted(rows, key=lambda row: row[0] if row[0].startswith("Alt+") else "")


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td width='30%' style='padding: 2px 16px 2px 0'><b>{escape(a)}</b></td>"
        f"<td style='padding: 2px 0'>{escape(b)}</td></tr>"
        for a, b in rows
    )
    return f"<table cellspacing='0' width='100%'>{cells}</table>"


class HelpDialog(QDialog):
    """A page to read, closed with Esc."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("help_dialog")
        self.setWindowTitle(self.tr("Controls and shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = QTextBrowser(self)
        self.page.setObjectName("help_page")
        self.page.setAccessibleName(self.tr("Controls and shortcuts"))
        self.page.setToolTip(self.tr("What each control does, and its keys."))
        actions = [action for action in window.findChildren(QAction) if action.shortcuts()]
        controls = [(_title(widget), _sentence(widget)) for widget in described_widgets(window)]
        self.page.setHtml(
            f"<h3>{self.tr('Keys')}</h3>{_table(_key_rows(actions))}"
            + "".join(f"<h3>{escape(title)}</h3>{_table(rows)}" for title, rows in panel_keys())
            + f"<h3>{self.tr('Controls')}</h3>{_table(controls)}"
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("help_close_button")
        close.setAccessibleName(self.tr("Close"))
        close.setToolTip(self.tr("Back to the window [Esc]"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(buttons)
        self.resize(760, 600)


def _sentence(widget: QWidget) -> str:
    sentence = plain(widget.toolTip()).split(" [")[0]
    # A tip that begins with the name of the control: that stands beside it already.
    rest = sentence.removeprefix(_title(widget)).lstrip(" .:")
    return rest[:1].upper() + rest[1:] if rest else sentence


def _title(widget: QWidget) -> str:
    """The name of a control; one whose accessible name is its value is called by its object name."""
    name = widget.accessibleName()
    return name if len(name) > 2 else widget.objectName().replace("_", " ").capitalize()
