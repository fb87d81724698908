"""Division of examples into training and test set, so that both have their share of every class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


def stratified_split(
    labels: NDArray[np.int64], train_share: float, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return the rows of the training set and those of the test set, each in random order.

    Of every class `train_share` is trained on, rounded, but at least one; at least one is held out if there
    are two. If nothing can be held out, the test set is the training set.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Class of each example; all the same for a regression.
    train_share : float
    rng : Generator
    """
    train: list[IntArray] = []
    test: list[IntArray] = []
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        n_train = int(np.clip(round(train_share * len(rows)), 1, max(len(rows) - 1, 1)))
        train.append(rows[:n_train])
        test.append(rows[n_train:])
    in_train = rng.permutation(np.concatenate(train))
    in_test = rng.permutation(np.concatenate(test))
    return in_train, in_test if len(in_test) else in_train
