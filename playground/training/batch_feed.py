"""Which examples come next: every epoch in a new order, the last batch as small as it comes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import Augmenter, Dataset
from playground.engine import Network


class BatchFeed:
    """Writes batch after batch into the network's own input rows, so that nothing is copied twice.

    The order of the coming epoch is drawn as soon as one ends: between two steps there is always an order and
    a place in it, and a checkpoint needs no more than these two and the generators.

    Parameters
    ----------
    dataset : Dataset
    batch_size : int
        0, or more than there is, takes the whole training set.
    augmentation : str
        Strength; counts only for pictures.
    shuffling, augmenting : Generator
        Sources of the order and of the changes to pictures.
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int,
        augmentation: str,
        shuffling: np.random.Generator,
        augmenting: np.random.Generator,
    ) -> None:
        self._dataset = dataset
        self._shuffling = shuffling
        self._augmenting = augmenting
        self._x, self._y = dataset.x_train, dataset.y_train
        self._augmenter: Augmenter | None = None
        self._whole_set_in: object = None
        self.set_augmentation(augmentation)
        self.set_batch_size(batch_size)
        self.n_epochs = 0
        """Epochs finished."""
        self.offset = 0
        """Examples of the present epoch that have been used."""
        self.order = self._draw_order()
        self.newest: NDArray[np.int64] = self.order[:0]
        """Training examples of the newest batch, in its order; none before the first."""

    def _draw_order(self) -> NDArray[np.int64]:
        return self._shuffling.permutation(self._dataset.n_train)

    def set_batch_size(self, batch_size: int) -> None:
        """Take another number of examples for the next updates."""
        n_train = self._dataset.n_train
        self.batch_size = n_train if batch_size <= 0 else min(batch_size, n_train)
        self._whole_set_in = None

    def set_augmentation(self, strength: str) -> None:
        """Change training pictures more or less from now on."""
        self._whole_set_in = None
        self._augmenter = None
        shape = self._dataset.image_shape
        if shape is not None and strength != "off":
            self._augmenter = Augmenter(self._x, strength, self._augmenting, shape)

    @property
    def steps_per_epoch(self) -> int:
        """Updates in one pass through the training set."""
        return math.ceil(self._dataset.n_train / self.batch_size)

    @property
    def epoch(self) -> float:
        """Passes through the training set, with the fraction of the present one."""
        return self.n_epochs + self.offset / self._dataset.n_train

    def epochs_of(self, n_examples: int) -> float:
        """So many examples as a share of the training set."""
        return n_examples / self._dataset.n_train

    def next_block(self, n_steps: int) -> tuple[int, int]:
        """Say how many of `n_steps` steps have one batch size, and which."""
        left = self._dataset.n_train - self.offset
        whole = left // self.batch_size
        if whole:
            return min(n_steps, whole), self.batch_size
        return 1, left

    def fill(self, network: Network, size: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Write the next batch into the network's input rows and go on by one; the arrays are reused."""
        made = network.training_pass(size)
        answers = made.targets if self._y.dtype.kind == "f" else made.labels
        start = self.offset
        self.offset = start + size
        if size == self._dataset.n_train and self._augmenter is None:
            # The order within the whole set changes nothing: it is put in once.
            if self._whole_set_in is not made:
                made.x[...] = self._x
                answers[...] = self._y
            if len(self.newest) != size:
                self.newest = np.arange(size)
            self._whole_set_in = made
            return made.x, answers
        self._whole_set_in = None
        indices = self.newest = self.order[start : self.offset]
        # With mode "raise" np.take would go through a hidden copy of its output.
        if self._augmenter is None:
            self._x.take(indices, 0, made.x, "clip")
        else:
            self._augmenter.batch(indices, made.x)
        self._y.take(indices, 0, answers, "clip")
        return made.x, answers

    def peek(self, network: Network) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int64]]:
        """The batch that comes next and the places of its examples in the training set, without going on.

        `network` is one that isn't trained (a copy), since the batch is written into its rows.
        """
        kept = self.offset, self._whole_set_in, self.newest
        state = self._augmenting.bit_generator.state
        _, size = self.next_block(1)
        try:
            x, answers = self.fill(network, size)
            return x, answers, self.newest
        finally:
            self.offset, self._whole_set_in, self.newest = kept
            self._augmenting.bit_generator.state = state

    @property
    def at_epoch_end(self) -> bool:
        """Whether every example of the epoch has been used."""
        return self.offset >= self._dataset.n_train

    def begin_epoch(self) -> None:
        """Count the epoch that has ended and draw the order of the next."""
        self.n_epochs += 1
        self.offset = 0
        self.order = self._draw_order()

    def restore(self, n_epochs: int, offset: int, order: NDArray[np.generic]) -> None:
        """Go to a place in an epoch."""
        self.n_epochs, self.offset = n_epochs, offset
        self.order = order.astype(np.int64)
        self.newest = self.order[:0]
