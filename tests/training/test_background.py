"""The slow work gets its share, and no more at a time than a frame can wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter

import pytest

from playground.experiment import load_data
from playground.experiment.config import DataConfig, ExperimentConfig
from playground.training import background as background_module
from playground.training import slow_jobs
from playground.training.background import IDLE_SHARE, Background
from playground.training.frames import FrameMaker
from playground.training.messages import FrameRequest, SpaceRequest, SurfaceRequest
from playground.training.pace import Pace
from playground.training.session import Session
from playground.training.slow_jobs import SLICE_S

ConfigMaker = Callable[..., ExperimentConfig]
EVERYTHING = FrameRequest(
    surface=SurfaceRequest(), batch=True, answers="train", space=SpaceRequest(), robustness="noise"
)


def watched(make_config: ConfigMaker, pace: Pace) -> tuple[Session, Background]:
    config = replace(make_config(), data=DataConfig(dataset="circle"))
    session = Session(config, dataset=load_data(config.data))
    session.train_on()
    session.train(5)
    frames = FrameMaker(session)
    frames.make(EVERYTHING, 1, (0.0, 0.0))
    return session, Background(frames, pace)


class Clock:
    """Stands still but for what the work of a test is said to take."""

    def __init__(self) -> None:
        self.now_s = perf_counter()

    def __call__(self) -> float:
        return self.now_s


def endless(seen: set[int], number: int, clock: Clock) -> Iterator[None]:
    while True:
        seen.add(number)
        clock.now_s += SLICE_S / 2
        yield


def test_a_round_takes_much_less_than_a_slice_for_each(
    make_config: ConfigMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, background = watched(make_config, Pace())
    background.start_what_is_due(perf_counter())
    clock = Clock()
    for module in (background_module, slow_jobs):
        monkeypatch.setattr(module, "perf_counter", clock)
    assert len(background._jobs) == 7
    seen: set[int] = set()
    for number, job in enumerate(background._jobs):
        job.start(endless(seen, number, clock), 0.1)
        job.credit_s = 0.01
    for _ in range(14):
        assert background.work() < 5 * SLICE_S
    # Each had its turn.
    assert seen == set(range(7))


def test_slow_motion_shares_what_there_is(make_config: ConfigMaker) -> None:
    pace = Pace()
    pace.set_speed(5.0)
    _, background = watched(make_config, pace)
    background.start_what_is_due(perf_counter())
    shares = [job.share for _, job in background._kept if job.running]
    assert len(shares) == 5
    assert abs(sum(shares) - IDLE_SHARE) < 1e-9


def test_what_is_dropped_is_begun_again_while_somebody_looks(make_config: ConfigMaker) -> None:
    session, background = watched(make_config, Pace())
    session.pause()
    background.drop()
    assert not background.busy
    for _ in range(5000):
        background.work()
        if not background.busy:
            break
    assert not background.busy
    views = [keeper for keeper, _ in background._kept]
    assert all(keeper.next_work() is None for keeper in views)
