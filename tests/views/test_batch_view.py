"""The newest batch: its examples with their losses, its gradient as an arrow at the true angle."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from points_dataset import points_dataset
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.data import Dataset
from playground.theme import LIGHT
from playground.training.messages import BatchInfo, RunState, Snapshot
from playground.views.batch_view import BatchView

MakeSnapshot = Callable[..., Snapshot]


@pytest.fixture
def dataset() -> Dataset:
    rng = np.random.default_rng(3)
    points = rng.uniform(-6, 6, (40, 2)).astype(np.float32)
    labels = (points[:, 0] > 0).astype(np.int64)
    return points_dataset(points, labels, ("left", "right"))


@pytest.fixture
def view(qtbot: QtBot, dataset: Dataset) -> BatchView:
    widget = BatchView()
    qtbot.addWidget(widget)
    widget.resize(440, 200)
    widget.set_theme(LIGHT)
    widget.set_dataset(dataset)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def batch(**changes: Any) -> BatchInfo:
    parts: dict[str, Any] = {
        "indices": np.array([5, 1, 30]),
        "losses": np.array([0.25, 1.5, 0.01], dtype=np.float32),
        "step": 12,
        "gradient_length": 1.8,
        "full_gradient_length": 1.0,
        "cosine": math.cos(math.radians(41)),
        "noise": 1.3,
        "compared_at": 12,
    }
    return BatchInfo(**(parts | changes))


def test_asks_for_the_batch_only_while_seen(view: BatchView) -> None:
    request: dict[str, Any] = {}
    view.add_to_request(request)
    assert request == {"batch": True}
    view.hide()
    request.clear()
    view.add_to_request(request)
    assert request == {}


def test_the_examples_stand_in_the_order_of_the_batch(view: BatchView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(batch=batch(), state=RunState.PAUSED))
    assert [(card.row, card.caption) for card in view.gallery.cards] == [
        (5, "0.25"),
        (1, "1.50"),
        (30, "0.01"),
    ]
    assert view.gallery.cards[1].colour == LIGHT.negative, "worse than a coin's toss stands out"
    assert view.gallery.cards[0].colour != LIGHT.negative


def test_says_angle_length_and_what_the_noise_means(view: BatchView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(batch=batch(), state=RunState.PAUSED))
    view.refresh_text()
    twin = view.accessibleDescription()
    assert "This batch points 41° away from the full gradient and is 1.8 times as long." in twin
    assert "3 examples, 50 updates an epoch, mean loss 0.587" in twin
    assert "chance and direction are about even" in twin
    assert view.arrows.angle_degrees == pytest.approx(41, abs=0.01)
    assert view.arrows.length_ratio == pytest.approx(1.8)


@pytest.mark.parametrize(("noise", "words"), [(5.0, "mostly chance"), (0.2, "speaks for the whole set")])
def test_noise_is_judged(view: BatchView, snapshot: MakeSnapshot, noise: float, words: str) -> None:
    view.set_snapshot(snapshot(batch=batch(noise=noise), state=RunState.PAUSED))
    assert words in view.text_twin()


def test_before_the_comparison_it_says_so(view: BatchView, snapshot: MakeSnapshot) -> None:
    unknown = batch(cosine=math.nan, full_gradient_length=math.nan, noise=math.nan)
    view.set_snapshot(snapshot(batch=unknown, state=RunState.PAUSED))
    assert "is being computed" in view.text_twin()
    assert math.isnan(view.arrows.angle_degrees)


def test_while_training_pictures_change_a_few_times_a_second(view: BatchView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(batch=batch(), state=RunState.TRAINING))
    first = view.gallery.cards
    view.set_snapshot(snapshot(batch=batch(step=13, indices=np.array([7, 8, 9])), state=RunState.TRAINING))
    assert view.gallery.cards == first
    view.set_snapshot(snapshot(batch=batch(step=13, indices=np.array([7, 8, 9])), state=RunState.PAUSED))
    assert [card.row for card in view.gallery.cards] == [7, 8, 9]


def test_an_example_of_the_batch_is_picked(view: BatchView, snapshot: MakeSnapshot, qtbot: QtBot) -> None:
    view.set_snapshot(snapshot(batch=batch(), state=RunState.PAUSED))
    qtbot.keyClick(view.gallery, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.example_picked) as picked:
        qtbot.keyClick(view.gallery, Qt.Key.Key_Return)
    assert picked.args == ["train", 5]


def test_rows_of_other_data_are_not_shown(view: BatchView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(batch=batch(indices=np.array([5, 1, 400]))))
    assert view.is_empty
    view.set_snapshot(snapshot(batch=batch(), state=RunState.PAUSED))
    view.clear()
    assert view.text_twin() == "This mini-batch: no update yet."


def test_small_losses_can_be_told_apart(view: BatchView, snapshot: MakeSnapshot) -> None:
    losses = np.array([3e-6, 0.0004, 0.25], dtype=np.float32)
    view.set_snapshot(snapshot(batch=batch(losses=losses), state=RunState.PAUSED))
    assert [card.caption for card in view.gallery.cards] == ["3·10⁻⁶", "0.0004", "0.25"]


def test_a_picture_of_the_plane_has_the_colours_of_the_plane(view: BatchView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(batch=batch(), state=RunState.PAUSED))
    image = view.gallery.grab().toImage()
    rect = view.gallery.card_rect(0).toRect()
    found = {
        image.pixelColor(x, y).name()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.top() + rect.width())
    }
    assert {LIGHT.negative, LIGHT.positive} & found
    assert LIGHT.class_colour(0) not in found
