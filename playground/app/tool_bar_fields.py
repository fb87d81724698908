"""The fields of the tool bar: each shows one value of the experiment and asks for another."""

from __future__ import annotations

import random
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QSlider, QSpinBox, QWidget

from playground.app.tool_tips import wrapped
from playground.builder.window_keys import is_for_window
from playground.experiment import FIELDS, LAYER_FIELDS, hidden_activations, with_hidden_activation
from playground.experiment.config import ExperimentConfig


def hot_sentence() -> str:
    """What is true of every setting that doesn't restart the run."""
    return QCoreApplication.translate("ToolBar", "Takes effect between two updates; the weights are kept.")


class ActivationSelector(QComboBox):
    """The activation of all hidden layers that bend; empty with a word when they differ."""

    config_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: ExperimentConfig | None = None
        self.setObjectName("activation_selector")
        self.setAccessibleName(self.tr("Activation of all hidden layers"))
        self.setToolTip(
            wrapped(
                self.tr("The activation of all hidden layers at once."),
                LAYER_FIELDS["activation"].help,
                hot_sentence(),
            )
        )
        self.setPlaceholderText(self.tr("mixed"))
        for choice in LAYER_FIELDS["activation"].choices:
            self.addItem(choice.label, choice.value)
        self.activated.connect(self._on_activated)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show what the hidden layers have in common."""
        self._config = config
        names = hidden_activations(config)
        self.setEnabled(bool(names))
        self.setCurrentIndex(self.findData(names[0]) if len(names) == 1 else -1)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        if self._config is not None:
            self.config_changed.emit(with_hidden_activation(self._config, self.itemData(index)))


def rate_text(rate: float) -> str:
    """A learning rate as people write it: 0.00001, not 1e-05."""
    return f"{rate:.12f}".rstrip("0").rstrip(".") if rate >= 1e-9 or rate == 0 else f"{rate:g}"


class LearningRateSelector(QComboBox):
    """The learning rate in 1-3-10 steps; a value from elsewhere is shown too."""

    config_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: ExperimentConfig | None = None
        self.setObjectName("learning_rate_selector")
        self.setAccessibleName(self.tr("Learning rate"))
        self.setToolTip(wrapped(FIELDS["optimizer.learning_rate"].help, hot_sentence()))
        self.setMaxVisibleItems(20)
        self._steps = tuple(FIELDS["optimizer.learning_rate"].suggestions)
        self._fill(self._steps)
        self.activated.connect(self._on_activated)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the learning rate of `config`."""
        self._config = config
        rate = config.optimizer.learning_rate
        rates = self._steps if rate in self._steps else tuple(sorted({*self._steps, rate}))
        if self.count() != len(rates) or self.findText(rate_text(rate)) < 0:
            self._fill(rates)
        self.setCurrentIndex(rates.index(rate))

    def _fill(self, rates: tuple[float, ...]) -> None:
        self.clear()
        for rate in rates:
            self.addItem(rate_text(rate), rate)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        if self._config is not None:
            optimizer = replace(self._config.optimizer, learning_rate=float(self.itemData(index)))
            self.config_changed.emit(replace(self._config, optimizer=optimizer))


class OptimizerSelector(QComboBox):
    """How gradients become steps."""

    config_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: ExperimentConfig | None = None
        self.setObjectName("optimizer_selector")
        self.setAccessibleName(self.tr("Optimiser"))
        self.setToolTip(wrapped(FIELDS["optimizer.kind"].help, hot_sentence()))
        for choice in FIELDS["optimizer.kind"].choices:
            self.addItem(choice.label, choice.value)
        self.activated.connect(self._on_activated)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the optimiser of `config`."""
        self._config = config
        self.setCurrentIndex(self.findData(config.optimizer.kind))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        if self._config is not None:
            optimizer = replace(self._config.optimizer, kind=self.itemData(index))
            self.config_changed.emit(replace(self._config, optimizer=optimizer))


class SeedField(QSpinBox):
    """The seed. Typing is taken over with Enter or on leaving the field."""

    config_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: ExperimentConfig | None = None
        self.setObjectName("seed_field")
        self.setAccessibleName(self.tr("Seed"))
        self.setToolTip(wrapped(FIELDS["seed"].help, self.tr("A new seed restarts the run.")))
        # The style sheet hides the arrows; with Qt's NoButtons a styled border leaves no room for the text.
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setRange(0, 2_147_483_647)
        self.setKeyboardTracking(False)
        self.valueChanged.connect(self._on_value_changed)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the seed of `config`."""
        self._config = config
        self.blockSignals(True)
        self.setValue(config.seed)
        self.blockSignals(False)

    def draw(self) -> None:
        """Ask for a new seed, small enough to be said aloud."""
        if self._config is not None:
            others = [seed for seed in range(1, 1000) if seed != self._config.seed]
            self.config_changed.emit(replace(self._config, seed=random.choice(others)))

    @Slot(int)
    def _on_value_changed(self, seed: int) -> None:
        if self._config is not None:
            self.config_changed.emit(replace(self._config, seed=seed))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            is_untouched = self.text() == self.textFromValue(self.value())
            if is_for_window(event, is_untouched=is_untouched, is_whole=True):
                event.ignore()
                return False
        return super().event(event)


SPEEDS: tuple[float | None, ...] = (1, 3, 10, 30, 100, 300, 1000, 3000, None)
"""Updates a second for each place of the speed slider; the last is as fast as it goes."""


class SpeedSlider(QSlider):
    """How many updates a second at most."""

    speed_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("speed_slider")
        self.setAccessibleName(self.tr("Speed of training"))
        self.setRange(0, len(SPEEDS) - 1)
        self.setPageStep(2)
        self.setValue(len(SPEEDS) - 1)
        self.setToolTip(
            wrapped(self.tr("How many updates a second at most. Slow down to watch single updates."))
        )
        self.valueChanged.connect(self._on_value_changed)

    @property
    def speed(self) -> float | None:
        """Updates a second at most, None as fast as it goes."""
        return SPEEDS[self.value()]

    def text(self) -> str:
        """The speed in words."""
        if self.speed is None:
            return self.tr("as fast as it goes")
        return self.tr("at most {n} updates a second").format(n=f"{self.speed:,.0f}")

    def short_text(self) -> str:
        """The speed in a few characters."""
        return self.tr("full") if self.speed is None else self.tr("{n}/s").format(n=f"{self.speed:,.0f}")

    @Slot(int)
    def _on_value_changed(self, _value: int) -> None:
        self.speed_changed.emit(self.speed)
