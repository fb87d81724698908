"""The newest mini-batch, and how well its gradient stands for that of the whole training set."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine import Network
from playground.engine.layers import DropoutLayer
from playground.training.frozen import rows_a_slice
from playground.training.inspection.reading import finite_losses, sealed
from playground.training.inspection.slow_view import SlowView
from playground.training.messages import BatchInfo, FloatArray, RunState
from playground.training.paced import PacedValue
from playground.training.session import Session

_SHORTEST_S = 0.03
_BACKWARD = 3
"""A pass there and back takes about so many times the time of one forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientComparison:
    """The gradient g of one batch against G of the whole training set, at the same weights."""

    step: int
    gradient_length: float
    full_gradient_length: float
    cosine: float
    noise: float


class BatchView(SlowView[str, GradientComparison]):
    """Shows the newest batch at frame rate; the gradients are compared as a slow job.

    Both gradients are of the data term, at the weights of one moment, on the pictures as they are and
    without dropout: what differs is only which examples they are taken over.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._newest_batch: PacedValue[BatchInfo | None] = PacedValue(_SHORTEST_S)

    def view(self, now: float) -> BatchInfo | None:
        """The value that a snapshot carries; None before the first update."""
        # What was found with batches of another size says nothing about these.
        comparison = self.ask(str(self._session.config.training.batch_size), now)
        key = None if comparison is None else comparison.step
        return self._newest_batch.get(key, self._session.step, now, lambda: self._make(comparison))

    def truncate(self) -> None:
        """The run stands at another step, and its training pass holds another batch."""
        self._newest_batch.forget()
        self.network_changed()

    def next_work(self) -> Iterator[object] | None:
        return super().next_work() if len(self._session.feed.newest) else None

    def _make(self, comparison: GradientComparison | None) -> BatchInfo | None:
        session = self._session
        indices = session.feed.newest
        if not len(indices) or session.state is RunState.DIVERGED:
            return None
        network = session.network
        made = network.training_pass(len(indices))
        with np.errstate(all="ignore"):
            losses = finite_losses(network.loss.by_example(made.output, made.targets))
        rows = indices.astype(np.int64)
        rows.flags.writeable = False
        info = BatchInfo(indices=rows, losses=sealed(losses), step=session.step)
        if comparison is None:
            return info
        return BatchInfo(
            indices=info.indices,
            losses=info.losses,
            step=info.step,
            gradient_length=comparison.gradient_length,
            full_gradient_length=comparison.full_gradient_length,
            cosine=comparison.cosine,
            noise=comparison.noise,
            compared_at=comparison.step,
        )

    def _work(self, request: str, step: int) -> Iterator[float]:
        session = self._session
        indices = session.feed.newest
        network = self._frozen.of(session.network)
        _without_dropout(network)
        x, y = session.dataset.x_train, session.dataset.y_train
        chunk = max(rows_a_slice(network) // _BACKWARD, 16)
        everything = np.arange(len(x))
        n = len(everything) + len(indices)
        batch, whole = _Sum(network), _Sum(network)
        n_done = 0
        sums = [(batch, indices), (whole, everything)]
        if len(indices) == len(x):
            # A full batch: its gradient is the full one.
            whole, n = batch, len(x)
            del sums[1]
        for total, rows in sums:
            for start in range(0, len(rows), chunk):
                part = rows[start : start + chunk]
                total.add(x[part], y[part])
                n_done += len(part)
                yield n_done / n
        self._finish(request, step, compare(batch.mean(), whole.mean(), step))


class _Sum:
    """Adds up gradients over parts of some examples."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._total = np.zeros(network.n_parameters, np.float64)
        self._weight = 0.0

    def add(self, x: FloatArray, y: NDArray[np.generic]) -> None:
        """Take these examples in as well."""
        network = self._network
        with np.errstate(all="ignore"):
            network.loss_and_gradients(x, y)
            weight = network.loss.total_weight(network.training_pass(len(x)).targets)
            self._total += weight * network.gradients
        self._weight += weight

    def mean(self) -> NDArray[np.float64]:
        """Gradient of the mean loss over all examples so far."""
        return self._total / self._weight


def compare(g: NDArray[np.float64], full: NDArray[np.float64], step: int) -> GradientComparison:
    """Length, angle and relative distance of g and G; NaN where a length of 0 leaves no answer."""
    length, full_length = float(np.linalg.norm(g)), float(np.linalg.norm(full))
    product = length * full_length
    return GradientComparison(
        step=step,
        gradient_length=length,
        full_gradient_length=full_length,
        cosine=min(max(float(np.dot(g, full)) / product, -1.0), 1.0) if product > 0.0 else math.nan,
        noise=float(np.linalg.norm(g - full)) / full_length if full_length > 0.0 else math.nan,
    )


def _without_dropout(network: Network) -> None:
    for layer in network.all_layers():
        if isinstance(layer, DropoutLayer):
            layer.rate = 0.0
