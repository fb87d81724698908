"""The loss of each example is what a batch of it alone has."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import LOSSES, Loss, SoftmaxCrossEntropy
from playground.engine.arrays import Buffers
from playground.engine.losses import Huber

ALL: list[Loss] = [
    *LOSSES.values(),
    Huber(delta=0.3),
    SoftmaxCrossEntropy(0.1, (1.0, 2.5, 0.5)),
    SoftmaxCrossEntropy(0.0, (1.0, 2.5, 0.5)),
]


@pytest.mark.parametrize("loss", ALL, ids=lambda loss: loss.name)
def test_losses_by_example(loss: Loss) -> None:
    chance = np.random.default_rng(5)
    outputs = chance.standard_normal((7, 3)) * 3.0
    targets = loss.targets_of(np.arange(7) % 3, 3, np.float64)
    found = loss.by_example(outputs, targets)
    for i in range(7):
        part = slice(i, i + 1)
        alone = loss.bind(outputs[part].copy(), targets[part].copy(), None, Buffers(np.float64))()
        assert found[i] == pytest.approx(alone, rel=1e-9)
