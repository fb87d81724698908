"""What two snapshots have in common crosses the process border once."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace

import numpy as np
import pytest

from playground.experiment.config import ExperimentConfig
from playground.training.frames import FrameMaker
from playground.training.hosts.difference import PARTS, DifferenceReceiver, DifferenceSender
from playground.training.messages import FrameRequest, Snapshot, SurfaceRequest
from playground.training.session import Session

EVERYTHING = FrameRequest(
    losses=True,
    gradients=True,
    gradient_history=True,
    histograms=True,
    histogram_history=True,
    surface=SurfaceRequest(),
    diagram=True,
)


@pytest.fixture(scope="module")
def frames() -> FrameMaker:
    session = Session(ExperimentConfig())
    maker = FrameMaker(session)
    session.run(3)
    return maker


def sent(sender: DifferenceSender, receiver: DifferenceReceiver, snapshot: Snapshot) -> tuple[Snapshot, int]:
    payload = pickle.dumps(sender.difference(snapshot))
    return receiver.snapshot(pickle.loads(payload)), len(payload)


def assert_same(one: object, other: object) -> None:
    if isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, tuple) and isinstance(other, tuple):
        assert len(one) == len(other)
        for mine, yours in zip(one, other, strict=True):
            assert_same(mine, yours)
    elif hasattr(one, "__dataclass_fields__"):
        for field in fields(one):  # type: ignore[arg-type]
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif one == one:
        assert one == other
    else:
        assert other != other  # NaN


def test_each_snapshot_arrives_as_it_was(frames: FrameMaker) -> None:
    sender, receiver = DifferenceSender(), DifferenceReceiver()
    requests = [EVERYTHING, EVERYTHING, replace(EVERYTHING, diagram=False), FrameRequest(), EVERYTHING]
    for request in requests:
        frames.session.run(2)
        snapshot = frames.make(request, 1, (0.0, 0.0))
        assert_same(snapshot, sent(sender, receiver, snapshot)[0])


def test_what_stays_the_same_object_is_sent_once_and_stays_one(frames: FrameMaker) -> None:
    sender, receiver = DifferenceSender(), DifferenceReceiver()
    snapshot = frames.make(EVERYTHING, 1, (0.0, 0.0))
    first, n_first = sent(sender, receiver, snapshot)
    again, n_again = sent(sender, receiver, snapshot)
    assert n_again < 0.05 * n_first
    for name in PARTS:
        assert getattr(again, name) is getattr(first, name)


def test_a_new_connection_begins_with_everything(frames: FrameMaker) -> None:
    snapshot = frames.make(EVERYTHING, 1, (0.0, 0.0))
    sent(DifferenceSender(), DifferenceReceiver(), snapshot)
    assert_same(snapshot, sent(DifferenceSender(), DifferenceReceiver(), snapshot)[0])
