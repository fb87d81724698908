"""The window's side: what arrives, in which thread, and what happens when the engine dies."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import numpy as np
import psutil
import pytest
from pytestqt.qtbot import QtBot

from playground.experiment.config import ExperimentConfig
from playground.training import messages as m
from playground.training.controller import TrainingController
from playground.training.hosts.process import ProcessHost
from playground.training.messages import EventKind, RunState

ConfigMaker = Callable[..., ExperimentConfig]
TIMEOUT_MS = 15_000


class Listener:
    """Keeps everything that a controller says."""

    def __init__(self, controller: TrainingController) -> None:
        self.snapshots: list[m.Snapshot] = []
        self.events: list[m.RunEvent] = []
        self.threads: set[int] = set()
        controller.snapshot_arrived.connect(self.on_snapshot)
        controller.event_arrived.connect(self.on_event)

    def on_snapshot(self, snapshot: m.Snapshot) -> None:
        self.snapshots.append(snapshot)
        self.threads.add(threading.get_ident())

    def on_event(self, event: m.RunEvent) -> None:
        self.events.append(event)
        self.threads.add(threading.get_ident())

    def of(self, kind: EventKind) -> list[m.RunEvent]:
        return [event for event in self.events if event.kind is kind]


@pytest.fixture
def make_controller(qtbot: QtBot) -> Iterator[Callable[..., TrainingController]]:
    made: list[TrainingController] = []

    def make(kind: Any = "process") -> TrainingController:
        made.append(TrainingController(host=kind))
        made[-1].start()
        return made[-1]

    yield make
    for controller in made:
        controller.shutdown()
        controller.shutdown()
        controller.deleteLater()


def engine_pid(controller: TrainingController) -> int:
    host = controller._host
    assert isinstance(host, ProcessHost)
    assert host.pid is not None
    return host.pid


@pytest.mark.parametrize("kind", ["process", "thread", "inline"])
def test_events_and_snapshots_arrive_in_the_windows_thread(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker, kind: str
) -> None:
    controller = make_controller(kind)
    listener = Listener(controller)
    run_id = controller.start_run(make_config())
    if kind == "inline":
        controller.run_steps(50)
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.TRAINING)), timeout=TIMEOUT_MS)
    assert controller.state is RunState.TRAINING
    assert controller.request_frame(m.FrameRequest(request_id=41, losses=True))
    qtbot.waitUntil(lambda: len(listener.snapshots) == 1, timeout=TIMEOUT_MS)
    assert listener.snapshots[0].run_id == run_id == controller.run_id
    assert listener.snapshots[0].request_id == 41
    assert listener.snapshots[0].losses is not None
    assert listener.threads == {threading.get_ident()}


def test_one_frame_at_a_time_and_drawings_beside_it(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller()
    listener = Listener(controller)
    assert not controller.request_frame(m.FrameRequest())
    controller.start_run(make_config())
    assert controller.request_frame(m.FrameRequest(request_id=1))
    assert not controller.request_frame(m.FrameRequest(request_id=2))
    drawings = [np.full(784, i / 10, np.float32) for i in range(10)]
    for i, drawing in enumerate(drawings):
        assert controller.request_frame(m.FrameRequest(request_id=10 + i, probe=drawing))
    qtbot.waitUntil(lambda: len(listener.snapshots) == 3, timeout=TIMEOUT_MS)
    # The first drawing was on its way, and of those that waited only the newest is of any use.
    assert {snapshot.request_id for snapshot in listener.snapshots} == {1, 10, 19}
    assert controller.request_frame(m.FrameRequest(request_id=3))


def test_nothing_of_an_earlier_run_arrives(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller()
    listener = Listener(controller)
    controller.start_run(make_config())
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.TRAINING)), timeout=TIMEOUT_MS)
    controller.request_frame(m.FrameRequest())
    second = controller.start_run(make_config(seed=8), training=False)
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.PAUSED)), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: controller.request_frame(m.FrameRequest(request_id=2)), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: any(s.request_id == 2 for s in listener.snapshots), timeout=TIMEOUT_MS)
    assert {(snapshot.run_id, snapshot.step) for snapshot in listener.snapshots} == {(second, 0)}


def test_a_killed_engine_is_replaced_and_training_goes_on(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller()
    listener = Listener(controller)
    controller.start_run(make_config())
    changed = make_config(learning_rate=0.0005)
    qtbot.waitUntil(lambda: _saved_step(controller) > 0, timeout=TIMEOUT_MS)
    controller.send(m.ChangeConfig(config=changed))
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.CHANGED)), timeout=TIMEOUT_MS)
    controller.request_frame(m.FrameRequest())
    pid = engine_pid(controller)
    os.kill(pid, signal.SIGKILL)
    killed_at = monotonic()
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.ENGINE_LOST)), timeout=2000)
    assert monotonic() - killed_at < 1.0
    lost = listener.of(EventKind.ENGINE_LOST)[0]
    assert lost.details["exit_code"] == -signal.SIGKILL
    assert lost.details["resumed_step"] > 0
    assert lost.run_id == controller.run_id
    listener.snapshots.clear()
    qtbot.waitUntil(lambda: controller.request_frame(m.FrameRequest(losses=True)), timeout=2000)
    qtbot.waitUntil(lambda: bool(listener.snapshots), timeout=TIMEOUT_MS)
    snapshot = listener.snapshots[0]
    assert snapshot.step >= lost.details["resumed_step"]
    assert snapshot.losses is not None
    # The curve from before is still there.
    assert snapshot.losses.batch.steps[0] < lost.details["resumed_step"]
    qtbot.waitUntil(lambda: len(listener.of(EventKind.CHANGED)) == 2, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: _saved_step(controller) > snapshot.step, timeout=TIMEOUT_MS)
    assert not psutil.pid_exists(pid)


def _saved_step(controller: TrainingController) -> int:
    saved = controller.newest_checkpoint
    return saved.step if saved else -1


def test_it_gives_up_after_three_deaths_and_a_new_run_tries_again(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller()
    listener = Listener(controller)
    controller.start_run(make_config())
    for n in range(1, 4):
        qtbot.waitUntil(lambda n=n: len(listener.of(EventKind.STARTED)) == n, timeout=TIMEOUT_MS)
        os.kill(engine_pid(controller), signal.SIGKILL)
        qtbot.waitUntil(lambda n=n: len(listener.of(EventKind.ENGINE_LOST)) == n, timeout=TIMEOUT_MS)
    last = listener.of(EventKind.ENGINE_LOST)[-1]
    assert last.details["resumed_step"] is None
    assert "three times" in last.details["message"]
    assert controller.state is RunState.PAUSED
    assert not controller.request_frame(m.FrameRequest())
    controller.start_run(make_config())
    qtbot.waitUntil(lambda: len(listener.of(EventKind.STARTED)) == 4, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: controller.request_frame(m.FrameRequest()), timeout=TIMEOUT_MS)


@pytest.mark.parametrize("command", [m.Train(), m.Advance(updates=1)])
def test_after_it_gave_up_a_person_can_go_on_from_the_last_checkpoint(
    qtbot: QtBot,
    make_controller: Callable[..., TrainingController],
    make_config: ConfigMaker,
    command: m.Command,
) -> None:
    controller = make_controller()
    listener = Listener(controller)
    controller.start_run(make_config(), training=False)
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.PAUSED)), timeout=TIMEOUT_MS)
    controller.send(m.Advance(updates=7))
    qtbot.waitUntil(lambda: _saved_step(controller) == 7, timeout=TIMEOUT_MS)
    for n in range(1, 4):
        qtbot.waitUntil(lambda n=n: len(listener.of(EventKind.STARTED)) == n, timeout=TIMEOUT_MS)
        os.kill(engine_pid(controller), signal.SIGKILL)
        qtbot.waitUntil(lambda n=n: len(listener.of(EventKind.ENGINE_LOST)) == n, timeout=TIMEOUT_MS)
    assert "from update 7" in listener.of(EventKind.ENGINE_LOST)[-1].details["message"]
    controller.send(command)
    qtbot.waitUntil(lambda: len(listener.of(EventKind.STARTED)) == 4, timeout=TIMEOUT_MS)
    listener.snapshots.clear()
    qtbot.waitUntil(lambda: controller.request_frame(m.FrameRequest()), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: bool(listener.snapshots), timeout=TIMEOUT_MS)
    assert listener.snapshots[0].step >= 7
    if isinstance(command, m.Advance):
        qtbot.waitUntil(lambda: _saved_step(controller) == 8, timeout=TIMEOUT_MS)
    else:
        qtbot.waitUntil(lambda: controller.state is RunState.TRAINING, timeout=TIMEOUT_MS)


def test_a_paused_run_stays_paused_over_the_loss_of_the_engine(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller()
    listener = Listener(controller)
    controller.start_run(make_config(), training=False)
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.PAUSED)), timeout=TIMEOUT_MS)
    controller.send(m.Advance(updates=7))
    qtbot.waitUntil(lambda: _saved_step(controller) == 7, timeout=TIMEOUT_MS)
    os.kill(engine_pid(controller), signal.SIGKILL)
    qtbot.waitUntil(lambda: len(listener.of(EventKind.STARTED)) == 2, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: controller.request_frame(m.FrameRequest()), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: bool(listener.snapshots), timeout=TIMEOUT_MS)
    assert listener.snapshots[0].step == 7
    assert listener.snapshots[0].state is RunState.PAUSED


@pytest.mark.parametrize("kind", ["process", "thread", "inline"])
def test_after_the_shutdown_nothing_arrives_and_nothing_is_left(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker, kind: str
) -> None:
    controller = make_controller(kind)
    listener = Listener(controller)
    controller.start_run(make_config())
    if kind != "inline":
        qtbot.waitUntil(lambda: bool(listener.of(EventKind.TRAINING)), timeout=TIMEOUT_MS)
    controller.request_frame(m.FrameRequest(losses=True))
    started = monotonic()
    controller.shutdown(2.0)
    assert monotonic() - started < 2.5
    n_heard = len(listener.snapshots) + len(listener.events)
    controller.send(m.Train())
    assert not controller.request_frame(m.FrameRequest())
    qtbot.wait(50)
    assert len(listener.snapshots) + len(listener.events) == n_heard


def test_shutdown_before_the_engine_is_ready_is_clean(
    make_controller: Callable[..., TrainingController],
) -> None:
    started = monotonic()
    make_controller().shutdown(2.0)
    assert monotonic() - started < 3.0


def test_questions_are_answered_with_their_ids(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller("thread")
    told: list[m.Told] = []
    controller.answer_arrived.connect(told.append)
    controller.start_run(make_config(), training=False)
    picture = np.zeros(784, np.float32)
    first = controller.ask(m.TeachQuestion(x=picture, label=3))
    second = controller.ask(m.TeachQuestion(x=picture[:5], label=3))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=TIMEOUT_MS)
    assert [answer.question_id for answer in told] == [first, second]
    assert isinstance(told[0].answer, m.Taught)
    assert "784" in told[1].problem


def test_forks_and_returns_keep_to_their_runs(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller("inline")
    listener = Listener(controller)
    config = make_config()
    first = controller.start_run(config)
    controller.run_steps(50)
    second = controller.fork(config)
    assert controller.run_id == second == first + 1
    (kept,) = listener.of(EventKind.RUN_KEPT)
    record = kept.details["record"]
    assert record.run_id == first
    controller.run_steps(10)
    controller.return_to(record)
    assert controller.run_id == first
    assert controller.request_frame(m.FrameRequest())
    assert (listener.snapshots[-1].run_id, listener.snapshots[-1].step) == (first, 50)
    # Without its recording it is resumed from the checkpoint in the record.
    controller.send(m.SetRecordingBudget(n_bytes=0))
    fork = listener.of(EventKind.RUN_KEPT)[-1].details["record"]
    assert (fork.run_id, fork.has_past) == (second, False)
    controller.return_to(fork)
    assert controller.request_frame(m.FrameRequest())
    assert (listener.snapshots[-1].run_id, listener.snapshots[-1].step) == (second, 60)
    assert controller.start_run(config) == second + 1


def test_a_killed_engine_in_the_past_comes_back_at_the_newest_step(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller("process")
    listener = Listener(controller)
    controller.start_run(make_config(), training=False)
    controller.send(m.Advance(updates=200))
    qtbot.waitUntil(lambda: len(listener.of(EventKind.PAUSED)) >= 2, timeout=TIMEOUT_MS)
    controller.send(m.Seek(step=50))
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.SOUGHT)), timeout=TIMEOUT_MS)
    os.kill(engine_pid(controller), signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(listener.of(EventKind.ENGINE_LOST)), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: len(listener.of(EventKind.STARTED)) >= 2, timeout=TIMEOUT_MS)
    assert listener.of(EventKind.ENGINE_LOST)[0].details["resumed_step"] == 200
    assert controller.request_frame(m.FrameRequest(recording=True))
    qtbot.waitUntil(lambda: bool(listener.snapshots), timeout=TIMEOUT_MS)
    assert listener.snapshots[-1].step == 200


def test_a_fork_that_is_refused_leaves_the_run_where_it_is(
    qtbot: QtBot, make_controller: Callable[..., TrainingController], make_config: ConfigMaker
) -> None:
    controller = make_controller("inline")
    listener = Listener(controller)
    first = controller.start_run(make_config())
    controller.run_steps(10)
    bad = make_config((0,))
    controller.fork(bad)
    assert listener.of(EventKind.ERROR)
    assert controller.run_id == first
    assert controller.request_frame(m.FrameRequest())
    assert (listener.snapshots[-1].run_id, listener.snapshots[-1].step) == (first, 10)
