"""Every command of the window, once: menus, tool bar, shortcuts and the help page are made from these."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from playground.app.command_table import CHECKABLE, COLOUR_TITLES, COMMANDS, THEME_ICONS, THEME_TITLES
from playground.app.icons import themed_icon
from playground.app.theme_switch import THEME_CHOICES
from playground.app.tool_tips import wrapped
from playground.theme import Theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


class Actions(QObject):
    """The window's `QAction`s by name: `actions["train"]`."""

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._icons: dict[QAction, str] = {}
        for command in COMMANDS:
            action = self._add(command.name, _tr(command.text), _tr(command.tip), command.icon)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setCheckable(command.name in CHECKABLE)
        self.themes = QActionGroup(self)
        for choice in THEME_CHOICES:
            action = self._add(f"theme_{choice}", _tr(THEME_TITLES[choice]), "", THEME_ICONS[choice])
            action.setCheckable(True)
            action.setData(choice)
            self.themes.addAction(action)
        self.colours = QActionGroup(self)
        for choice, (title, tip) in COLOUR_TITLES.items():
            action = self._add(f"colours_{choice}", _tr(title), _tr(tip), "")
            action.setCheckable(True)
            action.setData(choice)
            self.colours.addAction(action)
        self.set_theme(theme)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[QAction, ...]:
        """Every action, in the order of the menus."""
        return tuple(self._actions.values())

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        for action, icon in self._icons.items():
            colour = theme.on_accent if action is self["train"] else None
            action.setIcon(themed_icon(icon, theme, colour))

    def set_training(self, is_training: bool, theme: Theme) -> None:
        """The first button says what pressing it does now."""
        train = self["train"]
        train.setText(_tr("Pause") if is_training else _tr("Train"))
        train.setIconText(train.text())
        self._icons[train] = "pause" if is_training else "play"
        train.setIcon(themed_icon(self._icons[train], theme, theme.on_accent))
        tip = (
            _tr("Stop after the update that is running. Nothing is lost; train on whenever you like.")
            if is_training
            else _tr("Train until you pause. Everything can be changed meanwhile.")
        )
        explain(train, tip)

    def _add(self, name: str, text: str, tip: str, icon: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"{name}_action")
        action.setIconText(text.replace("&", "").replace("…", ""))
        action.setWhatsThis(tip)
        self._actions[name] = action
        if icon:
            self._icons[action] = icon
        return action

    def finish_tips(self) -> None:
        """Make the tips, once the shortcuts are set."""
        for action in self._actions.values():
            explain(action, action.whatsThis())


_TWINS = (">", "Ctrl+=", "Ctrl+)")
"""The same keys as another of the action, as keyboards without a number block send them."""


def keys_text(action: QAction) -> str:
    """The keys of an action as they are written on this platform."""
    native = QKeySequence.SequenceFormat.NativeText
    keys = [key.toString(native) for key in action.shortcuts() if key.toString() not in _TWINS]
    return ", ".join(keys)


def explain(action: QAction, sentence: str) -> None:
    """Say what the action does; the tip ends with the keys."""
    keys = keys_text(action)
    action.setWhatsThis(sentence)
    action.setToolTip(wrapped(f"{sentence} [{keys}]" if keys else sentence))
