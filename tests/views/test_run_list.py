"""Kept runs in rows: what differs, how they ended; a check mark lays their curve over the present one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.experiment.config import ExperimentConfig
from playground.experiment.values import set_value
from playground.theme import DARK, LIGHT
from playground.training.messages import Losses, RunRecord, Snapshot
from playground.views.loss_view import LossView
from playground.views.run_colours import difference_words, run_colour, run_dashes
from playground.views.run_list import RunList

MakeSnapshot = Callable[..., Snapshot]
MakeLosses = Callable[..., Losses]
PRESENT = ExperimentConfig()


@pytest.fixture
def record(losses: MakeLosses) -> Callable[..., RunRecord]:
    def make(run_id: int = 1, config: ExperimentConfig = PRESENT, **changes: Any) -> RunRecord:
        parts: dict[str, Any] = {
            "run_id": run_id,
            "parent_run_id": None,
            "forked_at": 0,
            "config": config,
            "step": 1500,
            "epoch": 30.0,
            "seconds": 3.0,
            "losses": losses(1500),
            "loss_seconds": np.linspace(0.0075, 3.0, 400),
            "test_loss": 0.2,
            "test_accuracy": 0.91,
        }
        return RunRecord(**(parts | changes))

    return make


@pytest.fixture
def runs(qtbot: QtBot, record: Callable[..., RunRecord], snapshot: MakeSnapshot) -> RunList:
    widget = RunList()
    qtbot.addWidget(widget)
    widget.resize(460, 200)
    widget.set_theme(LIGHT)
    fast = set_value(PRESENT, "optimizer.learning_rate", "0.1")
    widget.set_records([record(1, fast), record(3, parent_run_id=1, forked_at=700)])
    widget.set_present(PRESENT, snapshot())
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_rows_say_what_differs_and_how_it_ended(runs: RunList) -> None:
    first, second, present = (runs.table.topLevelItem(i) for i in range(3))
    texts = [first.text(column) for column in range(5)]
    assert texts == ["Run 1", "Learning rate 0.1", "1,500", "0.200", "91.0\u2009%"]
    assert second.text(1) == "same settings"
    assert "forked from Run 1 at step 700" in second.toolTip(1)
    assert present.text(0) == "This run"
    assert present.text(4) == "96.4\u2009%"


def test_a_check_mark_asks_for_the_curve(runs: RunList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runs.overlays_changed) as changed:
        runs.table.topLevelItem(1).setCheckState(0, Qt.CheckState.Checked)
    assert changed.args == [(3,)]
    runs.table.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    assert runs.overlays == (1, 3)
    with qtbot.assertNotEmitted(runs.overlays_changed):
        runs.set_overlays(())
    assert runs.table.topLevelItem(0).checkState(0) is Qt.CheckState.Unchecked


def test_a_run_can_be_named(runs: RunList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runs.renamed) as renamed:
        runs.table.topLevelItem(0).setText(0, "too fast")
    assert renamed.args == [1, "too fast"]
    assert runs.names == {1: "too fast", 3: "Run 3"}
    assert "forked from too fast" in runs.table.topLevelItem(1).toolTip(1)
    assert runs.accessibleDescription().startswith("too fast: step 1,500")


def test_return_and_forget_speak_of_the_chosen_run(runs: RunList, qtbot: QtBot) -> None:
    back, forget = (runs.findChild(QPushButton, f"run_{name}_button") for name in ("return", "forget"))
    assert not back.isEnabled()
    runs.table.setCurrentItem(runs.table.topLevelItem(1))
    for button, signal in ((back, runs.return_requested), (forget, runs.forget_requested)):
        assert len(button.toolTip()) > 20
        with qtbot.waitSignal(signal) as asked:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == [3]


def test_a_forgotten_run_takes_its_check_mark_along(runs: RunList, record: Callable[..., RunRecord]) -> None:
    runs.set_overlays([1, 3])
    runs.set_records([record(3)])
    assert runs.overlays == (3,)
    runs.set_theme(DARK)
    assert runs.table.topLevelItem(0).checkState(0) is Qt.CheckState.Checked


def test_differences_read_as_people_say_them() -> None:
    other = set_value(set_value(PRESENT, "network.layers", "32"), "optimizer.kind", "sgd")
    assert difference_words(other, PRESENT) == "Hidden layers 32:relu, Optimiser SGD"
    assert difference_words(PRESENT, PRESENT) == ""


def test_fifteen_runs_can_be_told_apart() -> None:
    looks = {(run_colour(i, LIGHT), run_dashes(i)) for i in range(15)}
    assert len(looks) == 15
    assert not {colour for colour, _ in looks} & {LIGHT.training, LIGHT.test}


@pytest.fixture
def loss_view(qtbot: QtBot) -> LossView:
    widget = LossView()
    qtbot.addWidget(widget)
    widget.resize(440, 190)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_kept_runs_are_drawn_beside_the_present_one(
    loss_view: LossView, record: Callable[..., RunRecord], snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    loss_view.set_options({"log": False})
    loss_view.set_snapshot(snapshot(losses=losses()))
    kept = record(3)
    loss_view.set_overlays((kept,), {3: "slow"})
    x, _ = loss_view.loss_panel.overlays.curves[3].getData()
    assert x[-1] == 1500.0, "to its own end, later than the present one's"
    assert loss_view.loss_panel.x_range[1] >= 1500.0
    assert "slow" in loss_view.readout.full_text()
    assert "slow, kept at step 1,500: test loss 0.200, 91.0\u2009% right." in loss_view.text_twin()
    _, y = loss_view.accuracy_panel.overlays.curves[3].getData()
    np.testing.assert_allclose(y, 100.0 * kept.losses.test_accuracy, atol=51)
    loss_view.set_overlays(())
    assert not loss_view.loss_panel.overlays.curves
    assert "slow" not in loss_view.readout.full_text()


def test_curves_can_be_held_against_seconds(
    loss_view: LossView, record: Callable[..., RunRecord], snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    loss_view.set_overlays((record(3),))
    loss_view.set_options({"seconds": True})
    loss_view.set_snapshot(snapshot(losses=losses(seconds=np.linspace(0.01, 4.0, 400))))
    x, _ = loss_view.loss_panel.training_curve.getData()
    assert x[-1] == pytest.approx(4.0)
    x, _ = loss_view.loss_panel.overlays.curves[3].getData()
    assert x[-1] == pytest.approx(3.0)
    assert loss_view.loss_panel.axes.words[-1].text == "seconds"


def test_an_axis_counts_in_epochs_or_in_seconds(loss_view: LossView) -> None:
    loss_view._toggles["epochs"].click()
    loss_view._toggles["seconds"].click()
    assert loss_view.options()["seconds"]
    assert not loss_view.options()["epochs"]
