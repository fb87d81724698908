"""The clock asks only for what can be seen, never twice at a time, and never shows faster than is painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from playground.app.frame_clock import FrameClock, is_in_sight
from playground.training.messages import FrameRequest, RunState, Snapshot


class Engine(QObject):
    """Answers when told to."""

    snapshot_arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[FrameRequest] = []

    def request_frame(self, request: FrameRequest) -> bool:
        self.asked.append(request)
        return True

    def answer(self, state: RunState = RunState.TRAINING) -> Snapshot:
        snapshot = Snapshot(
            request_id=self.asked[-1].request_id,
            run_id=1,
            step=len(self.asked),
            epoch=0.5,
            steps_per_epoch=10,
            state=state,
            steps_per_second=1.0,
            samples_per_second=1.0,
            batch_loss=1.0,
            test_loss=1.0,
            test_accuracy=0.5,
        )
        self.snapshot_arrived.emit(snapshot)
        return snapshot


class View(QWidget):
    """Remembers what it was shown."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part
        self.seen: list[Snapshot] = []

    def add_to_request(self, request_kwargs: dict[str, Any]) -> None:
        request_kwargs[self.part] = True

    def set_snapshot(self, snapshot: Snapshot) -> None:
        self.seen.append(snapshot)

    def refresh_text(self) -> None:
        pass


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def views(qtbot: QtBot) -> Iterator[tuple[View, View]]:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    front, back = View("histograms"), View("diagram")
    tabs.addTab(front, "front")
    tabs.addTab(back, "back")
    tabs.show()
    qtbot.waitUntil(lambda: is_in_sight(front))
    yield front, back
    tabs.close()


@pytest.fixture
def clock(engine: Engine, views: tuple[View, View]) -> FrameClock:
    # Ticks are given by hand.
    return FrameClock(engine, lambda: views, lambda wanted: None)  # type: ignore[arg-type]  # as much of it as is used


def test_only_what_can_be_seen_is_asked_for(clock: FrameClock, engine: Engine) -> None:
    clock._on_frame_tick()
    assert engine.asked[0].histograms
    assert not engine.asked[0].diagram


def test_one_request_at_a_time(clock: FrameClock, engine: Engine) -> None:
    for _ in range(5):
        clock._on_frame_tick()
    assert len(engine.asked) == 1


def test_an_answer_is_shown_at_the_next_tick(
    clock: FrameClock, engine: Engine, views: tuple[View, View]
) -> None:
    clock._on_frame_tick()
    snapshot = engine.answer()
    assert views[0].seen == []
    clock._on_frame_tick()
    assert views[0].seen == [snapshot]
    assert views[1].seen == []
    assert len(engine.asked) == 2


def test_nothing_new_is_shown_before_the_last_is_painted(
    clock: FrameClock, engine: Engine, views: tuple[View, View]
) -> None:
    clock._on_frame_tick()
    engine.answer()
    clock._on_frame_tick()
    engine.answer()
    clock._on_frame_tick()
    assert len(views[0].seen) == 1
    clock.painted()
    clock._on_frame_tick()
    assert len(views[0].seen) == 2


def test_a_frame_that_changed_nothing_holds_nothing_up(
    clock: FrameClock, engine: Engine, views: tuple[View, View], qtbot: QtBot
) -> None:
    clock._on_frame_tick()
    engine.answer()
    clock._on_frame_tick()
    engine.answer()
    qtbot.wait(1)
    clock._on_frame_tick()
    assert len(views[0].seen) == 2


def test_the_answer_to_a_drawing_is_not_a_frame(
    clock: FrameClock, engine: Engine, views: tuple[View, View]
) -> None:
    clock._on_frame_tick()
    frame = engine.asked[-1]
    engine.asked.append(FrameRequest(request_id=clock.take_request_id()))
    engine.answer()
    clock._on_frame_tick()
    assert views[0].seen == []
    engine.asked.append(frame)
    engine.answer()
    clock._on_frame_tick()
    assert len(views[0].seen) == 1


def test_an_idle_run_is_asked_seldom_until_something_changes(clock: FrameClock, engine: Engine) -> None:
    clock._on_frame_tick()
    engine.answer(RunState.PAUSED)
    for _ in range(4):
        clock._on_frame_tick()
        clock.painted()
    assert len(engine.asked) == 1
    clock.wake()
    clock._on_frame_tick()
    assert len(engine.asked) == 2


def test_ids_grow(clock: FrameClock) -> None:
    ids = [clock.take_request_id() for _ in range(5)]
    assert ids == sorted(set(ids))
