"""Generated sets are what their formulas say; pictures of all of them go to the output folder.

The folder is pytest's own temporary one, or the one that the environment variable PLAYGROUND_PICTURES names.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scatter_picture import SIDE_PX, mosaic, scatter, write_png

from playground.data import DATASETS, STARTER_POINTS, Dataset, generate, painted
from playground.data.planar import CLASS_PATTERNS, VALUE_SURFACES
from playground.errors import DataError

NAMES = [*CLASS_PATTERNS, *VALUE_SURFACES]


def made(name: str, **changes: Any) -> Dataset:
    settings: dict[str, Any] = {
        "n_examples": 500,
        "noise": 0.1,
        "train_share": 0.7,
        "imbalance": 0.0,
        "seed": 1,
        "features": ("x1", "x2"),
    }
    return generate(name, **settings | changes)


def everything(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """All points and targets, in an order of their own."""
    assert dataset.points_train is not None
    assert dataset.points_test is not None
    points = np.concatenate([dataset.points_train, dataset.points_test])
    y = np.concatenate([dataset.y_train, dataset.y_test])
    order = np.lexsort(points.T)
    return points[order].astype(np.float64), y[order]


def test_every_generated_set_is_offered_in_the_order_of_the_lists() -> None:
    assert [name for name in DATASETS if name in NAMES] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_set_has_the_size_the_shapes_and_the_plane_that_it_says(name: str) -> None:
    dataset = made(name)
    assert dataset.n_train + dataset.n_test == 500
    assert abs(dataset.n_train - 350) <= 3
    assert dataset.title == DATASETS[name].title
    assert dataset.n_classes == DATASETS[name].n_classes
    assert dataset.is_regression == (name in VALUE_SURFACES)
    assert dataset.y_train.dtype == (np.float32 if dataset.is_regression else np.int64)
    assert dataset.y_train.shape == ((dataset.n_train, 1) if dataset.is_regression else (dataset.n_train,))
    points, _ = everything(dataset)
    # Most of it within −6 … 6, and not huddled in the middle.
    assert np.mean(np.abs(points) <= 6) > 0.99
    assert np.abs(points).max() > 4
    assert dataset.frame is not None
    reach = 6.0 if np.abs(points).max() <= 6.0 else 7.0
    assert dataset.frame.x_range == (-reach, reach)
    # x1 and x2 reach the network as they are.
    assert np.array_equal(dataset.x_train, dataset.points_train)
    assert not dataset.x_train.flags.writeable


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_bits_and_another_seed_other_points(name: str) -> None:
    one, same, other = made(name), made(name), made(name, seed=2)
    assert one.x_train.tobytes() == same.x_train.tobytes()
    assert one.y_test.tobytes() == same.y_test.tobytes()
    assert not np.array_equal(everything(one)[0], everything(other)[0])


@pytest.mark.parametrize("name", NAMES)
def test_another_share_divides_the_same_points(name: str) -> None:
    for one, other in zip(everything(made(name)), everything(made(name, train_share=0.2)), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("name", CLASS_PATTERNS)
def test_training_and_test_set_have_their_share_of_every_class(name: str) -> None:
    dataset = made(name, imbalance=0.9)
    train, test = (np.bincount(y, minlength=dataset.n_classes) for y in (dataset.y_train, dataset.y_test))
    total = train + test
    assert np.all(np.abs(train - 0.7 * total) <= 1)
    assert np.all(total[0] >= 9 * total[1:])
    assert len(set(total[1:])) == 1


@pytest.mark.parametrize("name", CLASS_PATTERNS)
def test_imbalance_0_makes_the_classes_alike(name: str) -> None:
    counts = np.bincount(np.concatenate([made(name).y_train, made(name).y_test]))
    assert counts.max() - counts.min() <= len(counts)


@pytest.mark.parametrize("name", CLASS_PATTERNS)
@pytest.mark.parametrize("imbalance", [0.0, 0.99])
def test_even_ten_examples_hold_two_of_each_class(name: str, imbalance: float) -> None:
    dataset = made(name, n_examples=10, imbalance=imbalance)
    assert set(dataset.y_train) == set(dataset.y_test) == set(range(dataset.n_classes))


def test_noise_has_the_size_that_it_says() -> None:
    for noise in (0.1, 0.4):
        # The same draw without noise: each point has moved by its noise alone.
        sets = [made("moons", n_examples=2000, noise=level, train_share=0.5) for level in (0.0, noise)]
        moved = sets[1].points_train - sets[0].points_train
        assert np.std(moved) == pytest.approx(2.5 * noise, rel=0.05)
    values = [made("sine", n_examples=2000, noise=level).y_train for level in (0.0, 0.3)]
    assert np.std(values[1] - values[0]) == pytest.approx(0.3, rel=0.05)


def test_the_formulas_hold_without_noise() -> None:
    points, y = everything(made("circle", noise=0.0))
    radius = np.linalg.norm(points, axis=1)
    assert np.all((radius < 3) == (y == 1))
    points, y = everything(made("xor", noise=0.0))
    assert np.all((points[:, 0] * points[:, 1] > 0) == (y == 1))
    points, y = everything(made("checkerboard", noise=0.0))
    field = np.floor(points / 2.6).astype(int).sum(axis=1) % 2
    assert np.array_equal(field, y)
    for name, n_arms, n_turns in (("spiral", 2, 1.75), ("spiral3", 3, 1.0)):
        points, y = everything(made(name, noise=0.0))
        turned = np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi)
        turned -= n_turns * np.linalg.norm(points, axis=1) / 5.2
        assert np.allclose(np.exp(2j * np.pi * turned), np.exp(2j * np.pi * y / n_arms), atol=1e-4)


def test_the_surfaces_hold_without_noise() -> None:
    for name, formula in (
        ("tilted_plane", lambda p: (p[:, 0] + p[:, 1]) / 12),
        ("bump", lambda p: 2 * np.exp(-(p[:, 0] ** 2 + p[:, 1] ** 2) / 8) - 1),
        ("sine", lambda p: np.sin(p[:, 0])),
    ):
        points, y = everything(made(name, noise=0.0))
        assert np.allclose(y[:, 0], formula(points), atol=1e-5)
    points, y = everything(made("steps", noise=0.0))
    assert np.allclose(np.unique(y), [-1, -1 / 3, 1 / 3, 1])
    order = np.argsort(points[:, 0])
    assert np.all(np.diff(y[order, 0]) >= 0)


def test_painted_points_come_as_they_were_painted() -> None:
    points = ((1.5, -2.0, 0.0), (3.0, 1.0, 3.0), (2.0, 2.0, 3.0))
    dataset = painted(points, train_share=0.7, seed=1, features=("x1", "x2"))
    assert dataset.n_classes == 4
    assert dataset.class_names == ("A", "B", "C", "D")
    found, y = everything(dataset)
    assert {(*map(float, point), float(label)) for point, label in zip(found, y, strict=True)} == set(points)


def test_a_single_painted_point_is_learned_and_tested() -> None:
    dataset = painted(((1.0, 1.0, 0.0),), train_share=0.7, seed=1, features=("x1",))
    assert dataset.n_train == dataset.n_test == 1
    assert dataset.n_classes == 2
    with pytest.raises(DataError, match="Nothing is painted yet"):
        painted((), train_share=0.7, seed=1, features=("x1",))


def test_an_outlier_widens_the_plane() -> None:
    dataset = painted(((50.0, 1.0, 0.0), (0.0, 0.0, 1.0)), train_share=0.5, seed=1, features=("x1", "x2"))
    assert dataset.frame is not None
    assert dataset.frame.x_range[1] > 50
    assert dataset.frame.y_range == (-6.0, 6.0)


def test_pictures_of_all_sets_are_written(tmp_path: Path) -> None:
    folder = Path(os.environ.get("PLAYGROUND_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    for noise in (0.0, 0.1, 0.3):
        pictures = [scatter(made(name, noise=noise)) for name in NAMES]
        pictures.append(scatter(painted(STARTER_POINTS, train_share=0.7, seed=1, features=("x1",))))
        for picture in pictures:
            # Something of every set is in its picture.
            assert np.mean(np.any(picture != picture[0, 0], axis=2)) > 0.01
        path = folder / f"planar_noise_{noise}.png"
        write_png(path, mosaic(pictures, 5))
        assert path.read_bytes().startswith(b"\x89PNG")
        assert mosaic(pictures, 5).shape == (3 * (SIDE_PX + 2), 5 * (SIDE_PX + 2), 3)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("noise", [0.3, 0.5])
def test_every_point_lies_on_the_plane_that_is_shown_which_stays_square(name: str, noise: float) -> None:
    dataset = made(name, noise=noise)
    points, _ = everything(dataset)
    assert dataset.frame is not None
    reach = dataset.frame.x_range[1]
    assert dataset.frame.x_range == dataset.frame.y_range == (-reach, reach)
    assert np.abs(points).max() <= reach < max(6.0, np.abs(points).max()) + 1.0
