"""The views see the data that the engine would learn from now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from playground.app.dataset_feed import DatasetFeed
from playground.data import Dataset, append_drawing
from playground.experiment.config import DataConfig, ExperimentConfig


class View:
    """Counts what it is given."""

    def __init__(self) -> None:
        self.shown: list[Dataset | None] = []

    def set_dataset(self, dataset: Dataset | None) -> None:
        self.shown.append(dataset)


def test_a_collection_that_has_grown_is_shown_again(tmp_path: Path, qapp: QtBot) -> None:
    path, view = tmp_path / "mine.npz", View()
    feed = DatasetFeed([view], qapp)  # type: ignore[arg-type]  # the application is a QObject
    plain = ExperimentConfig()
    config = replace(plain, data=DataConfig(dataset="own_digits", file=str(path)))
    feed.show(config)
    assert view.shown == [None]
    for n in (1, 2):
        append_drawing(path, np.full(784, n / 4), n)
        feed.show(config)
        feed.show(config)
    assert len(view.shown) == 3
    assert view.shown[1] is not None
    assert view.shown[2] is not None
    assert (view.shown[1].n_train, view.shown[2].n_train) == (1, 1)
    assert view.shown[2].x_train.max() != view.shown[2].x_test.max()
