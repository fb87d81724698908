"""What two snapshots have in common crosses the process border once."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace

import numpy as np
import pytest

from playground.engine import Dense
from playground.experiment import load_data
from playground.experiment.config import DataConfig, ExperimentConfig, NetworkConfig
from playground.training.background import Background
from playground.training.frames import FrameMaker
from playground.training.hosts.difference import FORM, PARTS, DifferenceReceiver, DifferenceSender
from playground.training.messages import FrameRequest, PlaneRequest, Snapshot, SpaceRequest, SurfaceRequest
from playground.training.pace import Pace
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
    payload = pickle.dumps(sender.difference(snapshot), FORM)
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


def test_every_part_of_a_snapshot_is_known() -> None:
    """A part that isn't would cross the border whole each time."""
    parts = {field.name for field in fields(Snapshot) if field.default is None}
    assert parts == set(PARTS)


def test_looks_into_points_of_the_plane_arrive_as_they_were() -> None:
    config = ExperimentConfig(
        data=DataConfig(dataset="circle"),
        network=NetworkConfig(layers=(Dense(units=4), Dense(units=3, activation="tanh"))),
    )
    session = Session(config, dataset=load_data(config.data))
    maker = FrameMaker(session)
    background = Background(maker, Pace())
    request = FrameRequest(
        plane=PlaneRequest(resolution=20, neuron_resolution=5),
        batch=True,
        answers="train",
        space=SpaceRequest(n_points=40),
        robustness="noise",
        saliency=0,
        probe=session.dataset.x_test[0],
    )
    sender, receiver = DifferenceSender(), DifferenceReceiver()
    sizes = []
    for _ in range(4):
        session.run(2)
        session.pause()
        maker.make(request, 1, (0.0, 0.0))
        for _ in range(500):
            background.work()
        snapshot = maker.make(request, 1, (0.0, 0.0))
        arrived, size = sent(sender, receiver, snapshot)
        assert_same(snapshot, arrived)
        sizes.append(size)
    for name in ("plane", "batch", "answers", "space", "robustness", "saliency"):
        assert getattr(snapshot, name) is not None
    # What is of this step already isn't made again, whatever the clock says.
    settled, _ = sent(sender, receiver, maker.make(request, 1, (0.0, 0.0)))
    while settled.plane is not arrived.plane:
        arrived, settled = settled, sent(sender, receiver, maker.make(request, 1, (0.0, 0.0)))[0]
    again, size = sent(sender, receiver, maker.make(request, 1, (0.0, 0.0)))
    assert size < 0.2 * sizes[0]
    assert again.plane is settled.plane
