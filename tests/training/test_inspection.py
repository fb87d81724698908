"""Inspections against naive recomputation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from playground.engine import BatchNorm, Conv2d, Dense, Dropout, Flatten, Residual
from playground.experiment import load_data
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)
from playground.training.background import Background
from playground.training.frames import FrameMaker
from playground.training.inspection.batch import BatchView
from playground.training.inspection.principal_axes import principal_axes
from playground.training.inspection.slow_view import SlowView
from playground.training.messages import (
    FrameRequest,
    PlaneRequest,
    Snapshot,
    SpaceRequest,
)
from playground.training.pace import Pace
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def plane_config(
    dataset: str = "circle", *, layers: tuple[int, ...] = (6, 5), **data: object
) -> ExperimentConfig:
    """A small network on points of the plane."""
    is_regression = dataset == "sine"
    return ExperimentConfig(
        data=DataConfig(dataset=dataset, augmentation="off", **data),  # type: ignore[arg-type]
        network=NetworkConfig(layers=tuple(Dense(units=n, activation="tanh") for n in layers)),
        loss=LossConfig(kind="squared_error" if is_regression else "softmax_cross_entropy"),
        optimizer=OptimizerConfig(learning_rate=0.01),
        training=TrainingConfig(batch_size=10),
    )


def session_of(config: ExperimentConfig, steps: int = 20) -> Session:
    session = Session(config, dataset=load_data(config.data))
    if steps:
        session.run(steps)
    return session


def finished(session: Session, request: FrameRequest) -> Snapshot:
    """The frame after the slow work for `request` is done; the session is paused."""
    session.pause()
    frames = FrameMaker(session)
    frames.make(request, 1, (0.0, 0.0))
    run_out(Background(frames, Pace()))
    return frames.make(request, 1, (0.0, 0.0))


def run_out(background: Background) -> None:
    for _ in range(10_000):
        background.work()
        if not background.busy:
            return
    raise AssertionError("the slow work doesn't end")


# ---- the plane


@pytest.mark.parametrize("dataset", ["circle", "sine", "blobs3"])
def test_plane_maps_are_what_the_network_says_at_the_middles(dataset: str) -> None:
    session = session_of(plane_config(dataset))
    network, frame = session.network, session.dataset.frame
    assert frame is not None
    request = PlaneRequest(x_range=(-5.0, 4.0), y_range=(-2.0, 3.0), resolution=20, neuron_resolution=7)
    maps = FrameMaker(session).make(FrameRequest(plane=request), 1, (0.0, 0.0)).plane
    assert maps is not None
    assert maps.outputs.shape == (20, 20, session.dataset.n_classes)
    for row, column in ((0, 0), (3, 17), (19, 19), (12, 5)):
        point = np.array([[-5.0 + 9.0 * (column + 0.5) / 20, -2.0 + 5.0 * (row + 0.5) / 20]])
        x = np.asarray(frame.features(point), np.float32)
        expected = network.forward(x)[0] if session.dataset.is_regression else network.predict(x)[0]
        np.testing.assert_allclose(maps.outputs[row, column], expected, rtol=1e-4, atol=1e-6)
    assert maps.layer_names == ("layer1", "layer2", "layer3")
    assert maps.inputs is not None
    row, column = 5, 2
    fine_row, fine_column = int((row + 0.5) * 20 / 7), int((column + 0.5) * 20 / 7)
    point = np.array([[-5.0 + 9.0 * (fine_column + 0.5) / 20, -2.0 + 5.0 * (fine_row + 0.5) / 20]])
    x = np.asarray(frame.features(point), np.float32)
    np.testing.assert_allclose(maps.inputs[:, row, column], x[0], rtol=1e-6)
    network.forward(x)
    for layer, shown in zip(network.layers, maps.layers, strict=True):
        assert layer.a is not None
        np.testing.assert_allclose(shown[:, row, column], layer.a[0], rtol=1e-4, atol=1e-6)


def test_plane_maps_of_wide_layers_are_of_the_units_of_the_diagram() -> None:
    session = session_of(plane_config(layers=(40,)))
    snapshot = FrameMaker(session).make(FrameRequest(plane=PlaneRequest(), diagram=True), 1, (0.0, 0.0))
    assert snapshot.plane is not None
    assert snapshot.diagram is not None
    wide = snapshot.diagram.layers[0]
    assert snapshot.plane.layers[0].shape == (len(wide.units), 34, 34)
    assert wide.overview is not None
    assert wide.overview.shape == (40,)
    np.testing.assert_array_equal(wide.overview[wide.units], wide.activations)


def test_no_plane_for_pictures_and_none_unasked(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    frames = FrameMaker(session)
    assert frames.make(FrameRequest(plane=PlaneRequest()), 1, (0.0, 0.0)).plane is None
    bare = frames.make(FrameRequest(losses=True), 1, (0.0, 0.0))
    assert all(getattr(bare, part) is None for part in ("plane", "batch", "answers", "space", "saliency"))


def test_without_neuron_maps_only_the_outputs_come() -> None:
    session = session_of(plane_config())
    request = PlaneRequest(resolution=10, neuron_resolution=0)
    maps = FrameMaker(session).make(FrameRequest(plane=request), 1, (0.0, 0.0)).plane
    assert maps is not None
    assert (maps.layers, maps.inputs) == ((), None)


def test_maps_follow_another_activation() -> None:
    session = session_of(plane_config())
    frames = FrameMaker(session)
    request = FrameRequest(plane=PlaneRequest(resolution=10, neuron_resolution=5))
    before = frames.make(request, 1, (0.0, 0.0)).plane
    layers = tuple(Dense(units=layer.units, activation="relu") for layer in session.config.network.layers)  # type: ignore[attr-defined]
    session.change(replace(session.config, network=replace(session.config.network, layers=layers)))
    frames.instruments.config_changed()
    after = frames.make(request, 1, (0.0, 0.0)).plane
    assert before is not None
    assert after is not None
    assert before.layers[0].min() < 0.0 <= after.layers[0].min()


def all_inspections(session: Session) -> FrameRequest:
    return FrameRequest(
        plane=PlaneRequest(resolution=12, neuron_resolution=4),
        batch=True,
        answers="train",
        space=SpaceRequest(n_points=50),
        robustness="noise",
        saliency=-1,
        probe=session.dataset.x_test[0],
        diagram=True,
        diagram_links="updates",
    )


def test_looking_does_not_change_the_run(make_config: ConfigMaker) -> None:
    layers = (Conv2d(channels=3, stride=3), BatchNorm(), Flatten(), Dense(units=8), Dropout())
    for config in (plane_config(), replace(make_config(), network=NetworkConfig(layers=layers))):
        watched, alone = session_of(config), session_of(config)
        request = all_inspections(watched)
        frames = FrameMaker(watched)
        background = Background(frames, Pace())
        for _ in range(4):
            frames.make(request, 1, (0.0, 0.0))
            background.work()
            watched.run(3)
            alone.run(3)
        np.testing.assert_array_equal(watched.network.parameters, alone.network.parameters)
        mine = watched.network.named_state()
        for name, values in alone.network.named_state().items():
            np.testing.assert_array_equal(mine[name], values)


# ---- the batch


@pytest.mark.parametrize("dataset", ["circle", "sine"])
def test_batch_info_is_of_the_newest_batch_before_its_update(dataset: str) -> None:
    session = session_of(plane_config(dataset), steps=0)
    assert FrameMaker(session).make(FrameRequest(batch=True), 1, (0.0, 0.0)).batch is None
    session.train_on()
    frames = FrameMaker(session)
    for n_steps in (3, 1, session.steps_per_epoch):
        session.train(n_steps - 1)
        twin = session.network.copy()
        coming = session.feed.order[session.feed.offset :][: session.feed.batch_size].copy()
        session.train(1)
        frames.instruments.inspections.batch._newest_batch.forget()
        batch = frames.make(FrameRequest(batch=True), 1, (0.0, 0.0)).batch
        assert batch is not None
        np.testing.assert_array_equal(batch.indices, coming)
        for row, loss in zip(batch.indices, batch.losses, strict=True):
            part = slice(row, row + 1)
            # As in training: BLAS was seen, once, to raise a flag for numbers beside those of one row.
            with np.errstate(all="ignore"):
                expected = twin.loss_and_gradients(
                    session.dataset.x_train[part], session.dataset.y_train[part]
                )
            assert loss == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_the_batch_gradient_is_held_against_the_full_one() -> None:
    session = session_of(plane_config())
    batch = finished(session, FrameRequest(batch=True)).batch
    assert batch is not None
    assert batch.compared_at == session.step
    data, twin = session.dataset, session.network.copy()
    twin.loss_and_gradients(data.x_train[batch.indices], data.y_train[batch.indices])
    g = twin.gradients.astype(np.float64)
    twin.loss_and_gradients(data.x_train, data.y_train)
    full = twin.gradients.astype(np.float64)
    assert batch.gradient_length == pytest.approx(np.linalg.norm(g), rel=1e-4)
    assert batch.full_gradient_length == pytest.approx(np.linalg.norm(full), rel=1e-4)
    cosine = g @ full / np.linalg.norm(g) / np.linalg.norm(full)
    assert batch.cosine == pytest.approx(cosine, abs=1e-4)
    assert batch.noise == pytest.approx(np.linalg.norm(g - full) / np.linalg.norm(full), rel=1e-3)


def test_the_whole_set_as_a_batch_has_no_noise() -> None:
    config = replace(plane_config(), training=TrainingConfig(batch_size=0))
    batch = finished(session_of(config, 3), FrameRequest(batch=True)).batch
    assert batch is not None
    assert len(batch.indices) == len(np.unique(batch.indices))
    assert batch.cosine == pytest.approx(1.0)
    assert batch.noise == pytest.approx(0.0, abs=1e-6)


# ---- the answers


def test_answers_against_a_loop(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    session.run(30)
    answers = finished(session, FrameRequest(answers="test")).answers
    assert answers is not None
    assert (answers.split, answers.step) == ("test", session.step)
    data = session.dataset
    confusion = np.zeros((10, 10), np.int64)
    losses = []
    probabilities = session.network.predict(data.x_test)
    for i, label in enumerate(data.y_test):
        predicted = int(probabilities[i].argmax())
        confusion[label, predicted] += 1
        losses.append(-np.log(probabilities[i, label]))
        assert answers.predicted[i] == predicted
        assert answers.confidence[i] == pytest.approx(probabilities[i].max(), rel=1e-4)
    np.testing.assert_array_equal(answers.confusion, confusion)
    np.testing.assert_allclose(answers.losses, losses, rtol=1e-3, atol=1e-5)
    assert answers.accuracy_by_class is not None
    assert answers.loss_by_class is not None
    for c in range(10):
        of_class = data.y_test == c
        assert answers.accuracy_by_class[c] == pytest.approx(confusion[c, c] / of_class.sum())
        assert answers.loss_by_class[c] == pytest.approx(np.array(losses)[of_class].mean(), rel=1e-3)
    assert answers.hardest is not None
    assert len(answers.hardest) == 100
    np.testing.assert_allclose(answers.losses[answers.hardest], np.sort(answers.losses)[::-1][:100])
    assert session.evaluation is not None
    assert confusion.trace() / len(losses) == pytest.approx(session.evaluation.test_accuracy)


def test_answers_of_a_regression_have_no_classes() -> None:
    session = session_of(plane_config("sine"))
    answers = finished(session, FrameRequest(answers="train")).answers
    assert answers is not None
    assert answers.confusion is None
    outputs = session.network.forward(session.dataset.x_train)[:, 0]
    np.testing.assert_allclose(answers.predicted, outputs, rtol=1e-4, atol=1e-6)
    expected = (outputs - session.dataset.y_train[:, 0]) ** 2
    np.testing.assert_allclose(answers.losses, expected, rtol=1e-3, atol=1e-6)
    assert np.isnan(answers.confidence).all()


def test_answers_are_new_after_each_step_of_a_paused_run() -> None:
    session = session_of(plane_config())
    session.pause()
    frames = FrameMaker(session)
    background = Background(frames, Pace())
    request = FrameRequest(answers="test")
    frames.make(request, 1, (0.0, 0.0))
    for _ in range(2):
        session.run(1)
        session.pause()
        run_out(background)
        answers = frames.make(request, 1, (0.0, 0.0)).answers
        assert answers is not None
        assert answers.step == session.step
    other = frames.make(FrameRequest(answers="train"), 1, (0.0, 0.0)).answers
    assert other is None


def test_what_nobody_asks_for_is_never_computed() -> None:
    session = session_of(plane_config())
    session.train_on()
    frames = FrameMaker(session)
    background = Background(frames, Pace())
    frames.make(FrameRequest(losses=True, diagram=True), 1, (0.0, 0.0))
    for _ in range(20):
        session.train(5)
        background.work()
    views: tuple[SlowView[object, object], ...] = frames.instruments.inspections.slow_views
    assert all(view.newest is None and view.progress == 0.0 for view in views)
    assert not any(view.wanted(perf_counter()) for view in views)


# ---- the space


def test_space_is_the_principal_plane_of_the_last_hidden_layer() -> None:
    session = session_of(plane_config())
    space = finished(session, FrameRequest(space=SpaceRequest(n_points=120))).space
    assert space is not None
    assert (space.layer_name, space.n_units, space.split) == ("layer2", 5, "train")
    session.network.forward(session.dataset.x_train[space.indices])
    a = session.network.layers[1].a
    assert a is not None
    centred = a.astype(np.float64) - a.mean(axis=0, dtype=np.float64)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    for axis in range(2):
        expected = u[:, axis] * s[axis]
        sign = np.sign(expected @ space.points[:, axis])
        np.testing.assert_allclose(space.points[:, axis], sign * expected, atol=1e-4)
    assert space.explained == pytest.approx((s[:2] ** 2).sum() / (s**2).sum(), rel=1e-5)
    assert space.grid is not None
    assert space.grid.shape == (42, 41, 2)


def test_space_of_two_units_and_its_warped_grid() -> None:
    session = session_of(plane_config())
    request = SpaceRequest(layer_name="layer1", axes="units", units=(4, 1), split="test")
    space = finished(session, FrameRequest(space=request)).space
    assert space is not None
    frame = session.dataset.frame
    assert frame is not None
    session.network.forward(session.dataset.x_test[space.indices])
    a = session.network.layers[0].a
    assert a is not None
    np.testing.assert_allclose(space.points, a[:, [4, 1]], rtol=1e-5, atol=1e-6)
    # Line 3: the fourth of constant x₁; line 21 + 5: the sixth of constant x₂.
    (x_low, x_high), (y_low, y_high) = frame.x_range, frame.y_range
    for line, place, point in (
        (3, 10, (x_low + (x_high - x_low) * 3 / 20, y_low + (y_high - y_low) * 10 / 40)),
        (26, 7, (x_low + (x_high - x_low) * 7 / 40, y_low + (y_high - y_low) * 5 / 20)),
    ):
        session.network.forward(np.asarray(frame.features(np.array([point])), np.float32))
        assert space.grid is not None
        found = session.network.layers[0].a
        assert found is not None
        np.testing.assert_allclose(space.grid[line, place], found[0, [4, 1]], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(300, 40), (50, 400), (400, 300)])
def test_principal_axes_are_those_of_the_svd_and_stay_put(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(5)
    scales = np.concatenate(([9.0, 6.0], np.linspace(2.0, 0.1, shape[1] - 2)))
    points = rng.standard_normal(shape) * scales
    centred = points - points.mean(axis=0)
    _, s, vt = np.linalg.svd(centred, full_matrices=False)
    before = np.stack((-vt[1], vt[0]), axis=1)
    axes, explained = principal_axes(centred, before)
    np.testing.assert_allclose(axes, before, atol=1e-4)
    assert explained == pytest.approx((s[:2] ** 2).sum() / (s**2).sum(), rel=1e-6)
    fresh, _ = principal_axes(centred, None)
    np.testing.assert_allclose(np.abs(fresh), np.abs(vt[:2].T), atol=1e-4)


def test_one_unit_has_a_space_with_one_dimension() -> None:
    session = session_of(plane_config(layers=(1,)))
    space = finished(session, FrameRequest(space=SpaceRequest())).space
    assert space is not None
    assert np.ptp(space.points[:, 0]) > 0.0
    assert not space.points[:, 1].any()
    assert space.explained == pytest.approx(1.0)


# ---- damage


def test_robustness_falls_with_damage_and_gets_finer(make_config: ConfigMaker) -> None:
    session = Session(make_config((32,), learning_rate=0.003))
    session.run(400)
    session.pause()
    frames = FrameMaker(session)
    background = Background(frames, Pace())
    request = FrameRequest(robustness="rotation")
    assert frames.make(request, 1, (0.0, 0.0)).robustness is None
    seen = []
    while True:
        background.work()
        newest = frames.make(request, 1, (0.0, 0.0)).robustness
        if newest is not None:
            seen.append(newest)
        if not background.busy:
            break
    assert newest is not None
    assert sorted({value.n_examples for value in seen}) == [60, 240, session.dataset.n_test]
    for value in seen:
        # Shares of the examples read so far, at every strength.
        n_right = value.accuracies * value.n_examples
        np.testing.assert_allclose(n_right, np.rint(n_right), atol=1e-3)
        assert len(value.accuracies) == len(value.strengths) == 9
    assert newest.step == session.step
    assert session.evaluation is not None
    assert newest.accuracies[0] == pytest.approx(session.evaluation.test_accuracy)
    assert newest.accuracies[0] > newest.accuracies[4] > newest.accuracies[-1]
    probabilities = session.network.predict(session.dataset.x_test)
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == session.dataset.y_test
    for i in (0, 30, 45):
        answered = sure >= newest.thresholds[i]
        assert newest.answered_share[i] == pytest.approx(answered.mean(), abs=2e-3)
        assert newest.accuracy_of_answered[i] == pytest.approx(right[answered].mean(), abs=2e-3)


def test_robustness_is_the_same_each_time() -> None:
    session = session_of(plane_config())
    one = finished(session, FrameRequest(robustness="noise")).robustness
    other = finished(session, FrameRequest(robustness="noise")).robustness
    assert one is not None
    assert other is not None
    np.testing.assert_array_equal(one.accuracies, other.accuracies)
    assert np.isfinite(one.accuracies).all()


def test_points_have_no_thickness_but_thresholds() -> None:
    robustness = finished(session_of(plane_config()), FrameRequest(robustness="thickness")).robustness
    assert robustness is not None
    assert robustness.strengths.shape == robustness.accuracies.shape == (0,)
    assert robustness.answered_share[0] == 1.0


# ---- saliency


def test_saliency_of_the_answer_that_is_read(make_config: ConfigMaker) -> None:
    inside = Residual(layers=(Conv2d(channels=3, padding=1), BatchNorm(), Dropout()), activation="tanh")
    layers = (
        Conv2d(channels=3, stride=3, activation="tanh"),
        BatchNorm(activation="tanh"),
        inside,
        Flatten(),
        Dropout(),
        Dense(units=8, activation="tanh"),
    )
    session = Session(replace(make_config(), network=NetworkConfig(layers=layers)))
    session.run(5)
    probe = session.dataset.x_test[3]
    state = {name: values.copy() for name, values in session.network.named_state().items()}
    gradients = session.network.gradients.copy()
    saliency = FrameMaker(session).make(FrameRequest(probe=probe, saliency=-1), 1, (0.0, 0.0)).saliency
    assert saliency is not None
    twin = session.network.copy(np.float64)
    x = probe.astype(np.float64)
    assert saliency.class_index == twin.forward(x[None])[0].argmax()
    for pixel in (100, 300, 406, 555):
        moved = np.tile(x, (2, 1))
        moved[0, pixel] += 1e-5
        moved[1, pixel] -= 1e-5
        scores = twin.forward(moved)[:, saliency.class_index]
        assert saliency.gradient[pixel] == pytest.approx((scores[0] - scores[1]) / 2e-5, rel=1e-3, abs=1e-5)
    np.testing.assert_array_equal(session.network.gradients, gradients)
    for name, values in session.network.named_state().items():
        np.testing.assert_array_equal(values, state[name])


# ---- regression in the older parts


def test_a_regression_trains_and_is_shown_as_values() -> None:
    session = session_of(plane_config("sine"), steps=0)
    session.evaluate_now()
    before = session.evaluation
    session.run(200)
    after = session.evaluation
    assert before is not None
    assert after is not None
    assert after.test_loss < before.test_loss
    assert np.isnan(after.test_accuracy)
    probe = session.dataset.x_test[0]
    request = FrameRequest(probe=probe, diagram=True, losses=True)
    snapshot = FrameMaker(session).make(request, 1, (0.0, 0.0))
    value = session.network.forward(probe[None])[0, 0]
    assert snapshot.probe is not None
    assert snapshot.diagram is not None
    assert snapshot.probe.probabilities == pytest.approx([value], rel=1e-5)
    assert snapshot.diagram.probabilities == pytest.approx([value], rel=1e-5)


def test_patience_works_for_a_regression() -> None:
    config = plane_config("sine")
    session = session_of(replace(config, training=TrainingConfig(batch_size=10, patience_epochs=2)), 0)
    session.run(100_000 if session.steps_per_epoch > 100 else 20_000)
    assert session.stopped_because is not None


def test_batches_of_another_size_are_compared_anew() -> None:
    session = session_of(plane_config())
    view = BatchView(session)
    for now, batch_size in ((0.0, 10), (5.0, 10_000)):
        training = replace(session.config.training, batch_size=batch_size)
        session.change(replace(session.config, training=training))
        session.run(2)
        before = view.view(now)
        assert before is not None
        assert np.isnan(before.cosine)
        for _ in view.next_work() or ():
            pass
        info = view.view(now + 1.0)
        assert info is not None
        assert np.isfinite(info.cosine)
    # The last was a full batch: its gradient is the full one.
    assert len(info.indices) == session.dataset.n_train
    assert info.cosine == pytest.approx(1.0)
    assert info.noise == 0.0
