"""Every command of the window, once: menus, tool bar, shortcuts and the help page are made from these."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from playground.app.icons import themed_icon
from playground.app.theme_switch import THEME_CHOICES
from playground.app.tool_tips import wrapped
from playground.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    name: str
    text: str
    tip: str
    icon: str = ""
    keys: tuple[str, ...] = ()


def _mark(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("Actions", text))


_COMMANDS = (
    _Command(
        name="new",
        text=_mark("&New experiment"),
        icon="new",
        keys=("Ctrl+N",),
        tip=_mark("Begin with the start-up network; Undo brings this one's settings back."),
    ),
    _Command(
        name="open",
        text=_mark("&Open…"),
        icon="open",
        keys=("Ctrl+O",),
        tip=_mark("Open an experiment or a trained network from a file. You can also drop the file here."),
    ),
    _Command(
        name="save",
        text=_mark("&Save as…"),
        icon="save",
        keys=("Ctrl+S",),
        tip=_mark("Write settings and weights to a file, so that anyone can go on from here."),
    ),
    _Command(
        name="open_table",
        text=_mark("Open a &table…"),
        icon="table",
        tip=_mark(
            "Learn from your own numbers: rows and columns from a CSV file. You can also drop it here."
        ),
    ),
    _Command(
        name="export_data",
        text=_mark("E&xport the data as a table…"),
        icon="export",
        tip=_mark("Write the examples that the network learns from into a CSV file."),
    ),
    _Command(name="quit", text=_mark("&Quit"), icon="quit", keys=("Ctrl+Q",), tip=_mark("End the program.")),
    _Command(
        name="undo",
        text=_mark("&Undo"),
        icon="undo",
        keys=("Ctrl+Z",),
        tip=_mark("Take back the last change of a setting, or of a weight set by hand."),
    ),
    _Command(
        name="redo",
        text=_mark("&Redo"),
        icon="redo",
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        tip=_mark("Make the change again."),
    ),
    _Command(
        name="train",
        text=_mark("Train"),
        icon="play",
        keys=("Space",),
        tip=_mark("Train until you pause. Everything can be changed meanwhile."),
    ),
    _Command(
        name="step",
        text=_mark("Step"),
        icon="step",
        keys=(".",),
        tip=_mark("Make one update: one batch forward, the error back, every weight moved once."),
    ),
    _Command(
        name="step_back",
        text=_mark("Step back"),
        icon="step_back",
        keys=(",",),
        tip=_mark("Take back the newest update, exactly: the network as it was one step before."),
    ),
    _Command(
        name="microscope",
        text=_mark("&Microscope"),
        icon="microscope",
        keys=("Ctrl+M",),
        tip=_mark(
            "Go through the next update number by number: forward, the loss, backward by the chain rule, "
            "every weight's change."
        ),
    ),
    _Command(
        name="epoch",
        text=_mark("Epoch"),
        icon="epoch",
        keys=("Shift+.", ">"),
        tip=_mark("Train until every training example has been seen once more, then pause."),
    ),
    _Command(
        name="restart",
        text=_mark("Restart"),
        icon="restart",
        keys=("Ctrl+R",),
        tip=_mark("Forget what was learned and begin again with the same seed: the same run, draw for draw."),
    ),
    _Command(
        name="draw_seed",
        text=_mark("New seed"),
        icon="dice",
        keys=("Ctrl+Shift+R",),
        tip=_mark("Throw the dice for another seed and restart: other first weights, another order."),
    ),
    _Command(
        name="fit",
        text=_mark("&Fit the panels"),
        icon="fit",
        keys=("Ctrl+0",),
        tip=_mark("Share the room of the window among the panels anew."),
    ),
    _Command(
        name="full_screen",
        text=_mark("F&ull screen"),
        icon="full_screen",
        keys=("F11",),
        tip=_mark("Use the whole screen, and back."),
    ),
    _Command(
        name="motion",
        text=_mark("&Motion"),
        tip=_mark(
            "Let data flow forward and blame flow back through the network in the microscope. Without it "
            "arrows show the same."
        ),
    ),
    _Command(
        name="reset_layout",
        text=_mark("&Reset layout"),
        icon="reset_layout",
        tip=_mark("Put every panel back where it was at the first start."),
    ),
    _Command(
        name="help",
        text=_mark("&Controls and shortcuts"),
        icon="help",
        keys=("F1",),
        tip=_mark("What each control does, and its keys."),
    ),
    _Command(
        name="about",
        text=_mark("&About Backprop Playground"),
        icon="info",
        tip=_mark("Version, licences, and where the digits come from."),
    ),
)
_CHECKABLE = ("full_screen", "microscope", "motion")
THEME_TITLES = {
    "system": _mark("As the &desktop"),
    "light": _mark("&Light"),
    "dark": _mark("Dar&k"),
}
_THEME_ICONS = {"system": "contrast", "light": "sun", "dark": "moon"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


class Actions(QObject):
    """The window's `QAction`s by name: `actions["train"]`."""

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._icons: dict[QAction, str] = {}
        for command in _COMMANDS:
            action = self._add(command.name, _tr(command.text), _tr(command.tip), command.icon)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setCheckable(command.name in _CHECKABLE)
        self.themes = QActionGroup(self)
        for choice in THEME_CHOICES:
            action = self._add(f"theme_{choice}", _tr(THEME_TITLES[choice]), "", _THEME_ICONS[choice])
            action.setCheckable(True)
            action.setData(choice)
            self.themes.addAction(action)
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


def keys_text(action: QAction) -> str:
    """The keys of an action as they are written on this platform."""
    native = QKeySequence.SequenceFormat.NativeText
    keys = [key.toString(native) for key in action.shortcuts() if key.toString() != ">"]
    return ", ".join(keys)


def explain(action: QAction, sentence: str) -> None:
    """Say what the action does; the tip ends with the keys."""
    keys = keys_text(action)
    action.setWhatsThis(sentence)
    action.setToolTip(wrapped(f"{sentence} [{keys}]" if keys else sentence))
