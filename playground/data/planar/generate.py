"""From a pattern to a data set: how many, how noisy, how divided."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import Dataset
from playground.data.features import feature_frame
from playground.data.planar.pattern import EXTENT, NOISE_UNIT, ClassPattern, Points
from playground.data.planar.patterns import CLASS_PATTERNS, VALUE_SURFACES
from playground.data.split import stratified_split

CLASS_LETTERS = "ABCDEF"


def generate(
    name: str,
    *,
    n_examples: int,
    noise: float,
    train_share: float,
    imbalance: float,
    seed: int,
    features: Sequence[str],
) -> Dataset:
    """Return the generated set `name`; the same numbers give the same bits.

    Points, noise and division have sources of chance of their own, so that more noise moves the same points
    and another share divides the same ones.

    Parameters
    ----------
    name : str
        Key of `CLASS_PATTERNS` or `VALUE_SURFACES`.
    n_examples : int
        Training and test set together.
    noise : float
        Standard deviation: of the points in units of 2.5, of the values of a regression in units of 1.
    train_share : float
    imbalance : float
        0: as many of each class; else every class but the first has only 1 − imbalance as many.
    seed : int
    features : sequence of str
        Formulas in x1 and x2 that the network is given.

    Raises
    ------
    DataError
        If a formula can't be read, or has no finite value somewhere on the plane.
    """
    draws, jitter, division = (
        np.random.Generator(np.random.PCG64(child)) for child in np.random.SeedSequence(seed).spawn(3)
    )
    if name in CLASS_PATTERNS:
        pattern = CLASS_PATTERNS[name]
        counts = class_counts(n_examples, pattern.n_classes, imbalance)
        points, labels = _draw_classes(pattern, counts, draws)
        points += NOISE_UNIT * noise * jitter.normal(size=points.shape)
        return plane_dataset(
            name, pattern.title, points, labels, pattern.n_classes, train_share, division, features
        )
    surface = VALUE_SURFACES[name]
    points = draws.uniform(-EXTENT, EXTENT, (n_examples, 2))
    values = surface.value(points) + noise * jitter.normal(size=n_examples)
    return plane_dataset(name, surface.title, points, values, 0, train_share, division, features)


def class_counts(n_examples: int, n_classes: int, imbalance: float) -> list[int]:
    """How many examples each class gets, at least two, the first one most."""
    weights = np.full(n_classes, 1.0 - imbalance)
    weights[0] = 1.0
    counts = np.maximum(np.round(n_examples * weights / weights.sum()), 2).astype(int)
    counts[0] = max(2, n_examples - int(counts[1:].sum()))
    return [int(count) for count in counts]


def _draw_classes(
    pattern: ClassPattern, counts: Sequence[int], rng: np.random.Generator
) -> tuple[Points, NDArray[np.int64]]:
    # A source for each class: another number of one leaves the points of the others where they are.
    sources = rng.spawn(pattern.n_classes)
    drawn = [pattern.draw(sources[label], label, n) for label, n in enumerate(counts)]
    return np.concatenate(drawn), np.repeat(np.arange(pattern.n_classes, dtype=np.int64), counts)


def plane_dataset(
    name: str,
    title: str,
    points: Points,
    targets: NDArray[np.int64] | NDArray[np.float64],
    n_classes: int,
    train_share: float,
    division: np.random.Generator,
    features: Sequence[str],
) -> Dataset:
    """Divide points of the plane and compute their features; `n_classes` 0 is a regression."""
    is_regression = n_classes == 0
    strata = np.zeros(len(points), np.int64) if is_regression else targets.astype(np.int64)
    # As float32 from here on: the features belong to the points that are shown.
    shown = points.astype(np.float32)
    y = targets.astype(np.float32)[:, None] if is_regression else strata
    frame = feature_frame(features, shown)
    in_train, in_test = stratified_split(strata, train_share, division)
    arrays = {
        "x_train": frame.features(shown[in_train]),
        "y_train": y[in_train],
        "x_test": frame.features(shown[in_test]),
        "y_test": y[in_test],
        "points_train": shown[in_train],
        "points_test": shown[in_test],
    }
    for array in arrays.values():
        array.flags.writeable = False
    return Dataset(
        name=name,
        title=title,
        input_shape=(len(features),),
        image_shape=None,
        n_classes=max(n_classes, 1),
        class_names=tuple(CLASS_LETTERS[:n_classes]),
        is_regression=is_regression,
        frame=frame,
        feature_names=tuple(features),
        target_name="y" if is_regression else "",
        **arrays,  # type: ignore[arg-type]  # each array under its own name
    )
