"""Data sets of points that the tests choose themselves."""

from __future__ import annotations

import numpy as np

from playground.data import Dataset


def points_dataset(points: np.ndarray, labels: np.ndarray, class_names: tuple[str, ...]) -> Dataset:
    """These points of the plane, to train on and to test with."""
    return Dataset(
        name="points",
        title="Points",
        input_shape=(2,),
        image_shape=None,
        n_classes=len(class_names),
        class_names=class_names,
        x_train=points,
        y_train=labels,
        x_test=points,
        y_test=labels,
        points_train=points,
        points_test=points,
    )
