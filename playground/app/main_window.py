"""The main window: puts the panels together and connects them. What they do is theirs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QToolBar

from playground.app.about_dialog import AboutDialog
from playground.app.actions import Actions
from playground.app.docks import Docks
from playground.app.drawing_probe import DrawingProbe
from playground.app.drop_target import dropped_file
from playground.app.experiment_model import ExperimentModel
from playground.app.file_commands import START_UP_EXAMPLE, FileCommands
from playground.app.frame_clock import FrameClock
from playground.app.held_picture import HeldPicture
from playground.app.help_dialog import HelpDialog
from playground.app.keyboard_press import KeyboardPress
from playground.app.links import Links
from playground.app.look_commands import LookCommands
from playground.app.menus import Menus
from playground.app.narrator import Narrator
from playground.app.paint_watch import PaintWatch
from playground.app.panels import Panels
from playground.app.run_control import RunControl
from playground.app.settings import WindowSettings
from playground.app.stage import Stage
from playground.app.status import StatusBar
from playground.app.tab_order import TabOrder
from playground.app.table_commands import TABLE_SUFFIXES, TableCommands
from playground.app.theme_switch import ThemeSwitch
from playground.app.tool_bar import ToolBar
from playground.app.window_layout import WindowLayout
from playground.experiment.config import ExperimentConfig
from playground.theme import Theme
from playground.training.controller import TrainingController
from playground.training.messages import RunState, Snapshot

FIRST_SIZE = QSize(1280, 720)


class MainWindow(QMainWindow):
    """Everything in one screen. GUI thread only."""

    frame_painted = Signal(object)
    """`Snapshot`: its picture is on the screen now."""
    closing = Signal()

    def __init__(
        self,
        controller: TrainingController,
        config: ExperimentConfig,
        settings: WindowSettings,
        themes: ThemeSwitch,
        app: QApplication,
        size: QSize | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Backprop Playground")
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._themes = themes
        self.settings = settings
        self.model = ExperimentModel(config, self)
        self.run = RunControl(controller, self.model, self)
        self.command = Actions(self, themes.theme)
        self.stage = Stage(self)
        self.panels = Panels(self, self.stage)
        panels = self.panels
        self._build()
        self.files = FileCommands(self, self.model, self.run, controller, settings)
        self.probe = DrawingProbe(controller, self.panels.digits, self)
        self.clock = FrameClock(controller, lambda: panels.frame_views, self.probe.add_to_request, self)
        self.probe.set_clock(self.clock)
        self.links = Links(
            self.panels,
            controller,
            self.model,
            self.run,
            self.stage,
            self.docks,
            self.command,
            self.probe,
            self,
        )
        self.tables = TableCommands(self, self.model, self.panels.builder, self.links.data, settings, themes)
        self.narrator = Narrator(self.panels.narration, self.model, self)
        self.looks = LookCommands(self.command, themes, settings, self)
        self._unpainted: Snapshot | None = None
        self._held_picture = HeldPicture(lambda: panels.frame_views, self)
        self._paints = PaintWatch(self)
        self._keyboard_press = KeyboardPress(app, self)
        self._connect()
        self.layout_memory.restore(size)
        self.panels.set_theme(themes.theme)
        self.command["motion"].setChecked(settings.motion)
        self.panels.set_motion(settings.motion)
        self._show_config(config)
        self._show_state(self.run.state)

    def _build(self) -> None:
        ends = (self.panels.digits, self.panels.plane)
        self.stage.take_in(self.panels.network, ends, self.panels.timeline)
        self.setCentralWidget(self.stage)
        self.docks = Docks(self, self.panels.dock_places())
        self.docks.widget_wanted.connect(self.panels.late.get)
        self.panels.late.made.connect(self._on_panel_made)
        self.menus = Menus(self, self.command, self.docks)
        self.tool_bar = ToolBar(self.command, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.tool_bar)
        # A tool bar, because only these run below the docks over the whole width.
        bar = QToolBar(self.tr("What is happening"), self)
        bar.setObjectName("narration_tool_bar")
        bar.setMovable(False)
        bar.toggleViewAction().setVisible(False)
        layout = bar.layout()
        assert layout is not None
        layout.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.panels.narration)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        stage = (self.panels.network, self.panels.digits, self.panels.plane, self.panels.timeline)
        self._tab_order = TabOrder(self, stage)
        self.layout_memory = WindowLayout(
            self, self.docks, self.stage, self.panels, self.settings, FIRST_SIZE
        )

    def _connect(self) -> None:
        self._connect_commands()
        self.model.config_changed.connect(self._on_config_changed)
        self.model.config_refused.connect(self.narrator.notice)
        self.panels.builder.config_changed.connect(self._apply)
        self.links.config_changed.connect(self._apply)
        for source in (self.links, self.tables):
            source.told.connect(self.narrator.notice)
        self.model.history_changed.connect(self._show_history)
        self.tool_bar.config_changed.connect(self._apply)
        self.tool_bar.speed_changed.connect(self.run.set_speed)
        self.panels.narration.fix_requested.connect(self.run.mend)
        self.run.state_changed.connect(self._show_state)
        self.run.run_started.connect(self._on_run_started)
        self.tables.restart_wanted.connect(self.run.restart)
        self.run.event_told.connect(self.narrator.take_event)
        self.files.told.connect(self.narrator.notice)
        self.clock.snapshot_shown.connect(self._on_snapshot_shown)
        self.clock.text_due.connect(self._on_text_due)
        self._paints.painted.connect(self._on_painted)
        self.clock.showing.connect(self._paints.hold)
        for widget in (self, *self.docks.docks.values()):
            self._paints.watch(widget)
        self._themes.theme_changed.connect(self._on_theme_changed)

    def _connect_commands(self) -> None:
        self.command.finish_tips()
        for name, slot in {
            "new": self.files.new,
            "open": self.files.ask_open,
            "save": self.files.ask_save,
            "open_table": self.tables.ask_open,
            "export_data": self.tables.ask_export,
            "quit": self.close,
            "undo": self.model.undo,
            "redo": self.model.redo,
            "train": self.run.toggle,
            "step": self.run.step,
            "epoch": self.run.epoch,
            "restart": self.run.restart,
            "fit": self.layout_memory.fit,
            "full_screen": self._on_full_screen,
            "motion": self._on_motion,
            "reset_layout": self.layout_memory.reset,
            "help": self._on_help,
            "about": self._on_about,
        }.items():
            self.command[name].triggered.connect(slot)
        self.addActions([*self.command.all(), *(toggle.action for toggle in self.docks.toggles)])
        self.menus.example_chosen.connect(self.files.choose_example)

    @Slot(object)
    def _apply(self, config: ExperimentConfig) -> None:
        if not self.model.apply(config):
            self._show_config(self.model.config)

    @Slot(object, object)
    def _on_config_changed(self, config: ExperimentConfig, _change: object) -> None:
        self._show_config(config)

    def _show_config(self, config: ExperimentConfig) -> None:
        self.tool_bar.set_config(config)
        self.panels.builder.set_config(config)
        self.links.show_config(config)
        self._show_history()

    @Slot()
    def _show_history(self) -> None:
        self.command["undo"].setEnabled(self.model.can_undo)
        self.command["redo"].setEnabled(self.model.can_redo)

    @Slot(object)
    def _show_state(self, state: RunState) -> None:
        self.command.set_training(state is RunState.TRAINING, self._themes.theme)
        self.clock.wake()

    @Slot()
    def _on_run_started(self) -> None:
        if self.clock.has_shown:
            self._held_picture.hold()
        self.clock.forget()
        self.narrator.forget()
        self._unpainted = None
        self.links.data.show(self.model.config)
        for view in self.panels.frame_views:
            view.clear()

    @Slot(object)
    def _on_snapshot_shown(self, snapshot: Snapshot) -> None:
        self.narrator.take_snapshot(snapshot)
        self.links.travel.take_snapshot(snapshot)
        self._unpainted = snapshot
        self._held_picture.release()

    @Slot()
    def _on_painted(self) -> None:
        self.clock.painted()
        if self._unpainted is not None:
            snapshot, self._unpainted = self._unpainted, None
            self.status.count_frame()
            self.frame_painted.emit(snapshot)

    @Slot(object)
    def _on_text_due(self, snapshot: Snapshot | None) -> None:
        self.tool_bar.refresh(snapshot)
        self.status.refresh(snapshot, is_training=self.run.is_training)
        self.links.runs.refresh(snapshot)
        self.narrator.refresh(snapshot)

    @Slot(bool)
    def _on_full_screen(self, on: bool) -> None:
        self.showFullScreen() if on else self.showNormal()

    @Slot(bool)
    def _on_motion(self, on: bool) -> None:
        self.settings.motion = on
        self.panels.set_motion(on)

    @Slot()
    def _on_help(self) -> None:
        HelpDialog(self).open()

    @Slot()
    def _on_about(self) -> None:
        AboutDialog(self).open()

    @Slot(str)
    def _on_panel_made(self, name: str) -> None:
        self.docks.fill(name, self.panels.late.get(name))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.command.set_theme(theme)
        self.panels.set_theme(theme)
        self.tool_bar.fit_text()
        self.status.fit_text()
        self.clock.wake()

    def open_at_start(self, path: Path | None, example: str | None) -> None:
        """Begin the first run: a file, an example, or the start-up network."""
        if path is not None and self.files.open_path(path):
            return
        if path is not None:
            self.narrator.notice(self.files.problem)
        self.files.choose_example(example or START_UP_EXAMPLE)

    # ---- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            if path.suffix.lower() in TABLE_SUFFIXES:
                self.tables.open_path(path)
            else:
                self.files.open_dropped(path)

    def focusNextPrevChild(self, next: bool) -> bool:
        return self._tab_order.move(next)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.layout_memory.save()
        event.accept()
        self.closing.emit()
