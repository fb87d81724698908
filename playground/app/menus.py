"""The menu bar, made from the actions."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from playground.app.actions import Actions
from playground.app.docks import Docks
from playground.app.tool_tips import wrapped
from playground.experiment import EXAMPLES


class Menus(QObject):
    """File, Edit, Run, View, Examples, Help."""

    example_chosen = Signal(str)

    def __init__(self, window: QMainWindow, actions: Actions, docks: Docks) -> None:
        super().__init__(window)
        self._window = window
        self._fill(
            "file_menu",
            self.tr("&File"),
            actions,
            ("new", "open", "save", "", "open_table", "export_data", "", "quit"),
        )
        self._fill("edit_menu", self.tr("&Edit"), actions, ("undo", "redo"))
        self._fill(
            "run_menu",
            self.tr("&Run"),
            actions,
            ("train", "step", "epoch", "step_back", "", "microscope", "", "restart", "draw_seed"),
        )
        view = self._fill("view_menu", self.tr("&View"), actions, ())
        view.addActions([toggle.action for toggle in docks.toggles])
        view.addSeparator()
        view.addActions([actions["fit"], actions["full_screen"]])
        themes = view.addMenu(self.tr("&Theme"))
        themes.setObjectName("theme_menu")
        themes.addActions(actions.themes.actions())
        colours = view.addMenu(self.tr("&Colours"))
        colours.setObjectName("colours_menu")
        colours.setToolTipsVisible(True)
        colours.addActions(actions.colours.actions())
        text = view.addMenu(self.tr("Te&xt size"))
        text.setObjectName("text_size_menu")
        text.addActions([actions[f"{name}_text"] for name in ("larger", "smaller", "usual")])
        view.addActions([actions["motion"], actions["reset_layout"]])
        self._add_examples()
        self._fill("help_menu", self.tr("&Help"), actions, ("help", "about"))

    def _fill(self, name: str, title: str, actions: Actions, names: tuple[str, ...]) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setObjectName(name)
        for action_name in names:
            if action_name:
                menu.addAction(actions[action_name])
            else:
                menu.addSeparator()
        return menu

    def _add_examples(self) -> None:
        menu = self._window.menuBar().addMenu(self.tr("E&xamples"))
        menu.setObjectName("examples_menu")
        menu.setToolTipsVisible(True)
        for key, example in EXAMPLES.items():
            action = QAction(example.title, menu)
            action.setObjectName(f"example_{key}_action")
            action.setData(key)
            action.setToolTip(wrapped(example.text))
            menu.addAction(action)
        menu.triggered.connect(self._on_example_triggered)

    @Slot(QAction)
    def _on_example_triggered(self, action: QAction) -> None:
        self.example_chosen.emit(action.data())
