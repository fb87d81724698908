"""The tool bar: train, step, restart; seed, activation, learning rate, optimiser; speed; where the run is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from playground.app.actions import Actions
from playground.app.tool_bar_fields import (
    ActivationSelector,
    LearningRateSelector,
    OptimizerSelector,
    SeedField,
    SpeedSlider,
)
from playground.app.tool_tips import wrapped
from playground.experiment.config import ExperimentConfig
from playground.training.messages import Snapshot
from playground.widgets import SteadyPlace


class ToolBar(QToolBar):
    """Fits 1280 pixels. Shows the experiment; an edit emits a new one."""

    config_changed = Signal(object)
    speed_changed = Signal(object)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tool_bar")
        self.setWindowTitle(self.tr("Tool bar"))
        self.setMovable(False)
        self.setFloatable(False)
        self.setIconSize(QSize(16, 16))
        self._widest: dict[QToolButton, str] = {}
        self.toggleViewAction().setVisible(False)
        self.train_button = self._add_button(
            "train_button", self.tr("Train or pause"), actions["train"], self.tr("Pause") + " "
        )
        self._add_button("step_button", self.tr("One update"), actions["step"], self.tr("Step"))
        self._add_button("epoch_button", self.tr("One epoch"), actions["epoch"], self.tr("Epoch"))
        self._add_button("microscope_button", self.tr("Microscope"), actions["microscope"])
        self._add_button("restart_button", self.tr("Restart with the same seed"), actions["restart"])
        self.addSeparator()
        self.seed_field = SeedField(self)
        self._add_captioned(self.tr("Seed"), self.seed_field)
        self._add_button("dice_button", self.tr("New seed"), actions["draw_seed"])
        actions["draw_seed"].triggered.connect(self.seed_field.draw)
        self.addSeparator()
        self.activation_selector = ActivationSelector(self)
        self.learning_rate_selector = LearningRateSelector(self)
        self.optimizer_selector = OptimizerSelector(self)
        self._add_captioned(self.tr("Activation"), self.activation_selector)
        self._add_captioned(self.tr("Learning rate"), self.learning_rate_selector)
        self._add_captioned(self.tr("Optimiser"), self.optimizer_selector)
        self.addSeparator()
        self.speed_slider = SpeedSlider(self)
        self.speed_slider.setFixedWidth(68)
        self._add_captioned(self.tr("Speed"), self.speed_slider)
        self._speed_text = QLabel(self)
        self._speed_text.setObjectName("speed_text")
        self.addWidget(self._speed_text)
        self._add_counter()
        self._name_more_button()
        self._connect()
        self.fit_text()

    def fit_text(self) -> None:
        """Give buttons and numbers the room of their widest texts, in the present size of text."""
        for button, widest in self._widest.items():
            # Fusion's own hint leaves a gap on the right.
            button.setFixedWidth(self._width_of(widest) + 36)
        self.seed_field.setFixedWidth(self._width_of("0000") + 20)
        self._speed_text.setMinimumWidth(self._width_of("3,000/s"))
        self._counter_place.setMinimumWidth(self._width_of("step 888,888") - 16)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show `config` without emitting anything."""
        for field in self._fields():
            field.set_config(config)

    def refresh(self, snapshot: Snapshot | None) -> None:
        """Show where the run is; four times a second at most."""
        if snapshot is None:
            self.counter.setText("")
            return
        text = self.tr("epoch {epoch}\nstep {step}")
        self.counter.setText(text.format(epoch=f"{int(snapshot.epoch):,}", step=f"{snapshot.step:,}"))
        self._counter_place.widen()

    def _fields(
        self,
    ) -> tuple[SeedField | ActivationSelector | LearningRateSelector | OptimizerSelector, ...]:
        return self.seed_field, self.activation_selector, self.learning_rate_selector, self.optimizer_selector

    def _connect(self) -> None:
        for field in self._fields():
            field.config_changed.connect(self.config_changed)
        self.speed_slider.speed_changed.connect(self.speed_changed)
        self.speed_slider.speed_changed.connect(self._show_speed)
        self._show_speed()

    @Slot()
    def _show_speed(self) -> None:
        self._speed_text.setText(self.speed_slider.short_text())
        self.speed_slider.setAccessibleDescription(self.speed_slider.text())

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _add_button(self, name: str, accessible_name: str, action: QAction, widest: str = "") -> QToolButton:
        """Add a button with room for `widest`, the longest of its texts; without it, only the icon."""
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(accessible_name)
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        if widest:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._widest[button] = widest
        self.addWidget(button)
        return button

    def _add_captioned(self, caption: str, field: QWidget) -> None:
        box = QWidget(self)
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(box)
        layout.setContentsMargins(2, 0, 0, 0)
        layout.setSpacing(4)
        label = QLabel(caption, box)
        label.setBuddy(field)
        layout.addWidget(label)
        layout.addWidget(field)
        self.addWidget(box)

    def _name_more_button(self) -> None:
        """Qt makes the button for what has no room, and neither names nor explains it."""
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            # Its own sign is black in the dark as well; the style sheet has one for each theme.
            more.setIcon(QIcon())
            more.setAccessibleName(self.tr("More controls"))
            more.setToolTip(self.tr("Show the controls that have no room here."))

    def _add_counter(self) -> None:
        gap = QWidget(self)
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.counter = QLabel(self)
        self.counter.setObjectName("progress_counter")
        self.counter.setAccessibleName(self.tr("Where the run is"))
        self.counter.setToolTip(
            wrapped(self.tr("An epoch is one pass through all training examples, a step one update."))
        )
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._counter_place = SteadyPlace(self.counter)
        self.addWidget(self._counter_place)
