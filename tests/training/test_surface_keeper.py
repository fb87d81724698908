from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.engine import Conv2d, Flatten
from playground.experiment.config import DataConfig, ExperimentConfig, NetworkConfig
from playground.training.messages import Surface, SurfaceRequest
from playground.training.path_samples import PathSamples
from playground.training.plane import explained_share, make_plane, path_plane
from playground.training.projected_path import MOST_POINTS, ProjectedPath
from playground.training.session import Session
from playground.training.steady_range import SteadyRange
from playground.training.surface_keeper import (
    GROWING_SHARE,
    OUTSIDE_SHARE,
    REFRESH_SHARE,
    SurfaceKeeper,
)

ConfigMaker = Callable[..., ExperimentConfig]
REQUEST = SurfaceRequest(plane="path", resolution=9, n_examples=100)


@pytest.fixture
def session(make_config: ConfigMaker) -> Session:
    return Session(make_config())


def train(session: Session, keeper: SurfaceKeeper, n_steps: int) -> None:
    session.train_on()
    for _ in range(n_steps // 5):
        session.train(5)
        keeper.note(session.step)


def fresh(keeper: SurfaceKeeper, request: SurfaceRequest) -> Surface:
    keeper.ask(request, now=0.0)
    for _ in keeper.next_work() or ():
        pass
    view = keeper.view()
    assert view is not None
    return view


def loss_at_the_point(view: Surface) -> float:
    """The grid's value at the last point of the path, by bilinear interpolation."""
    alpha, beta = view.path[-1]
    rows = [np.interp(alpha, view.alphas, row) for row in view.loss]
    return float(np.interp(beta, view.betas, rows))


@pytest.mark.parametrize("plane", ["random", "path"])
def test_the_point_lies_on_the_surface(session: Session, plane: str) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 300)
    view = fresh(keeper, SurfaceRequest(plane=plane, resolution=33, n_examples=256))
    assert view.plane == plane
    assert view.step == session.step == view.path_steps[-1]
    assert view.off_plane == pytest.approx(0.0, abs=1e-3)
    dataset = session.dataset
    chosen = np.linspace(0, dataset.n_train - 1, 256).astype(int)
    *_, true = session.network.evaluate(dataset.x_train[chosen], dataset.y_train[chosen])
    assert loss_at_the_point(view) == pytest.approx(true.loss, rel=0.1)
    for values, axis in ((view.path[:, 0], view.alphas), (view.path[:, 1], view.betas)):
        assert axis[0] < values.min()
        assert values.max() < axis[-1]


def test_the_path_begins_at_the_origin_and_the_picture_stays_put(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    request = SurfaceRequest(resolution=5, n_examples=50)
    train(session, keeper, 50)
    first = fresh(keeper, request)
    train(session, keeper, 100)
    second = fresh(keeper, request)
    assert first.path[0].tolist() == second.path[0].tolist() == [0, 0]
    assert second.version == first.version + 1
    np.testing.assert_array_equal(first.alphas, second.alphas)
    known = second.path[np.searchsorted(second.path_steps, first.step)]
    np.testing.assert_allclose(known, first.path[-1], atol=1e-6)


def test_the_components_of_the_path_explain_it_best(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 400)
    random, path = fresh(keeper, SurfaceRequest(resolution=5, n_examples=50)), fresh(keeper, REQUEST)
    assert path.explained > 0.8
    assert random.explained < 0.2


def test_off_plane_grows_as_training_goes_on(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 100)
    fresh(keeper, REQUEST)
    train(session, keeper, 100)
    view = keeper.view()
    assert view is not None
    assert view.off_plane > 0.001
    assert view.step == 100
    assert view.path_steps[-1] == 200


def test_a_grid_that_is_right_is_not_computed_again(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 50)
    fresh(keeper, REQUEST)
    assert keeper.next_work() is None
    keeper.network_changed()
    assert keeper.next_work() is not None
    assert keeper.wanted(0.5)
    assert not keeper.wanted(5.0)


def test_a_point_that_left_the_grid_hurries_the_next(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 20)
    fresh(keeper, REQUEST)
    assert keeper.share == REFRESH_SHARE
    train(session, keeper, 10)
    session.network.parameters += 1.0
    keeper.view()
    assert keeper.share == OUTSIDE_SHARE
    fresh(keeper, REQUEST)
    assert keeper.share == REFRESH_SHARE


def test_a_path_that_has_grown_by_half_hurries_the_next_grid(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 100)
    fresh(keeper, REQUEST)
    train(session, keeper, 50)
    assert keeper.share == REFRESH_SHARE
    train(session, keeper, 5)
    assert keeper.share == GROWING_SHARE


def test_at_full_speed_the_first_picture_is_that_of_the_path(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    session.train_on()
    keeper.ask(REQUEST, now=1.0)
    assert keeper.next_work() is None, "a random plane would be replaced at once"
    train(session, keeper, 10)
    view = fresh(keeper, REQUEST)
    assert (view.plane, view.version) == ("path", 1)


def test_a_path_that_is_slow_to_come_is_not_waited_for(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    session.train_on()
    for now in (1.0, 1.4, 1.8):
        keeper.ask(REQUEST, now)
    for _ in keeper.next_work() or ():
        pass
    view = keeper.view()
    assert view is not None
    assert view.plane == "random"
    train(session, keeper, 10)
    assert fresh(keeper, REQUEST).plane == "path"


def test_the_plane_stays_as_long_as_it_shows_nearly_as_much_as_the_best(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 400)
    first = fresh(keeper, REQUEST)
    train(session, keeper, 20)
    second = fresh(keeper, REQUEST)
    known = np.searchsorted(second.path_steps, first.path_steps[:-1])
    np.testing.assert_array_equal(second.path[known], first.path[:-1])
    assert second.explained != first.explained
    train(session, keeper, 4000)
    third = fresh(keeper, REQUEST)
    assert third.explained > best_share_of(keeper) - 0.03


def best_share_of(keeper: SurfaceKeeper) -> float:
    """The share of the best plane, from all singular values of the stored path."""
    moved = np.stack(keeper.samples.displacements).astype(np.float64)
    values = np.linalg.svd(moved - moved.mean(axis=0), compute_uv=False) ** 2
    return float(values[:2].sum() / values.sum())


def test_the_path_has_no_gap_where_the_grid_was_computed(session: Session) -> None:
    keeper = SurfaceKeeper(session)
    train(session, keeper, 100)
    keeper.ask(REQUEST, now=0.0)
    work = keeper.next_work()
    assert work is not None
    next(iter(work))
    train(session, keeper, 100)
    for _ in work:
        pass
    view = keeper.view()
    assert view is not None
    assert view.step == 100
    assert np.diff(view.path_steps).max() <= 2 * np.diff(view.path_steps[:10]).max()


def test_coarser_while_training_and_as_asked_for_at_rest() -> None:
    session = Session(ExperimentConfig())
    keeper = SurfaceKeeper(session)
    train(session, keeper, 15)
    request = SurfaceRequest(plane="path")
    first, second = (fresh(keeper, request).loss.shape for _ in range(2))
    assert first < second < (25, 25)
    session.pause()
    keeper.ask(request, 0.0)
    assert fresh(keeper, request).loss.shape == (25, 25)
    assert keeper.next_work() is None


def test_too_short_a_path_falls_back_to_random_directions(session: Session) -> None:
    view = fresh(SurfaceKeeper(session), REQUEST)
    assert view.plane == "random"
    assert view.path.tolist() == [[0, 0]]


def test_an_overflowing_loss_shows_nothing_infinite(session: Session) -> None:
    session.network.parameters *= 1e18
    view = fresh(SurfaceKeeper(session), SurfaceRequest(resolution=5, n_examples=20))
    assert np.isfinite(view.loss).all()


def test_samples_of_the_path_stay_within_the_budget() -> None:
    origin = np.zeros(1000, np.float32)
    samples = PathSamples(origin, byte_budget=20 * origin.nbytes)
    for step in range(1, 3000):
        samples.note(step, origin + step)
    assert 10 <= len(samples) <= 20
    assert samples.steps[0] == 0
    gaps = np.diff(samples.steps)
    assert gaps.max() <= 3 * gaps.min()
    assert [d[0] for d in samples.displacements] == samples.steps
    samples.truncate(1500)
    assert samples.steps[-1] <= 1500


def test_inner_products_stay_right_while_samples_come_and_go() -> None:
    rng = np.random.default_rng(1)
    origin = np.zeros(50, np.float32)
    samples = PathSamples(origin, byte_budget=20 * origin.nbytes)
    for step in range(1, 120):
        if step % 7 == 0:
            chosen = samples.up_to(step, rng.normal(size=50).astype(np.float32))
        samples.note(step, rng.normal(size=50).astype(np.float32))
        if step == 90:
            samples.truncate(80)
        if step % 7 == 3 and step > 7:
            assert_products(chosen)
            samples.learn_products(chosen)
            assert_products(samples.up_to(step, rng.normal(size=50).astype(np.float32)))


def assert_products(samples: PathSamples) -> None:
    """Hold the products against those of all displacements at once."""
    *_, gram = samples.gram()
    stacked = np.stack(samples.displacements)
    np.testing.assert_allclose(gram, stacked @ stacked.T, rtol=1e-4, atol=1e-4)


def test_principal_components_are_those_of_the_singular_values() -> None:
    rng = np.random.default_rng(0)
    samples = PathSamples(np.zeros(40, np.float32))
    moved = rng.normal(size=(12, 2)) @ rng.normal(size=(2, 40)) + 0.01 * rng.normal(size=(12, 40))
    for step, displacement in enumerate(moved, start=1):
        samples.note(step, displacement.astype(np.float32))
    *_, gram = samples.gram()
    assert gram is not None
    *_, plane = path_plane(samples, gram, 2.0, None)
    assert plane is not None
    stacked = np.stack(samples.displacements).astype(np.float64)
    _, values, rows = np.linalg.svd(stacked - stacked.mean(axis=0), full_matrices=False)
    for direction, row in ((plane.direction_1, rows[0]), (plane.direction_2, rows[1])):
        assert np.linalg.norm(direction) == pytest.approx(2.0, rel=1e-4)
        assert abs(np.dot(direction, row)) == pytest.approx(2.0, rel=1e-3)
    coordinates = np.array([plane.project(d) for d in samples.displacements])
    assert explained_share(coordinates, plane, gram) == pytest.approx(
        (values[:2] ** 2).sum() / (values**2).sum(), rel=1e-3
    )
    turned = make_plane("path", -plane.direction_1, plane.direction_2)
    *_, aligned = path_plane(samples, gram, 2.0, turned)
    assert aligned is not None
    np.testing.assert_allclose(aligned.direction_1, -plane.direction_1, atol=1e-5)


def test_a_projected_path_is_thinned() -> None:
    path = ProjectedPath()
    plane = make_plane("random", np.array([1, 0], np.float32), np.array([1, 1], np.float32))
    path.begin(plane, [0], np.zeros((1, 2)))
    for step in range(1, 2001):
        steps, points = path.with_now(step, (step / 10, 0.0))
    assert len(steps) == len(points) <= MOST_POINTS + 1
    assert steps[0] == 0
    assert steps[-1] == 2000
    np.testing.assert_allclose(points[:, 0], steps / 10, rtol=1e-6)
    path.truncate(1000)
    assert path.with_now(1000, (100.0, 0.0))[0].max() == 1000


def test_a_range_rarely_changes() -> None:
    steady = SteadyRange()
    seen = {steady.cover(0.0, 0.01 * 1.02**i) for i in range(300)}
    assert len(seen) < 20
    low, high = steady.cover(0.0, 3.0)
    assert low < 0
    assert high > 3.0
    assert high - low < 4 * 3.0 * 1.6


def test_a_convolution_gets_a_draft_first_and_then_the_grid_asked_for() -> None:
    layers = (Conv2d(channels=16, kernel_size=5), Conv2d(channels=16, kernel_size=5), Flatten())
    config = ExperimentConfig(network=NetworkConfig(layers=layers), data=DataConfig(augmentation="off"))
    keeper = SurfaceKeeper(Session(config))
    keeper.ask(SurfaceRequest(resolution=13, n_examples=33), 0.0)
    shares, sizes = [], []
    while True:
        shares.append(keeper.share)
        work = keeper.next_work()
        if work is None:
            break
        for _ in work:
            pass
        view = keeper.view()
        assert view is not None
        sizes.append(view.loss.shape)
    assert sizes == [(9, 9), (13, 13)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[1] > shares[2]
