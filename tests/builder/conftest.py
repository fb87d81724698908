"""The builder in an active window, as a person has it, and what it emits."""

from __future__ import annotations

import pytest
from builder_steps import Emitted
from pytestqt.qtbot import QtBot

from playground.builder import BuilderPanel
from playground.data import load_dataset


@pytest.fixture
def panel(qtbot: QtBot) -> BuilderPanel:
    panel = BuilderPanel()
    qtbot.addWidget(panel)
    panel.set_dataset(load_dataset("digits"))
    panel.resize(252, 560)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


@pytest.fixture
def emitted(panel: BuilderPanel) -> Emitted:
    configs = Emitted()
    panel.config_changed.connect(configs.append)
    return configs
