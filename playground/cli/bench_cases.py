"""The networks that `bench engine` trains."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.engine import Conv2d, Dense, Flatten, LayerSpec, MaxPool2d

Step = tuple[Callable[[], None], int]
"""Something to call, and how many training steps one call makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A network and how it is trained."""

    name: str
    sizes: tuple[int, ...]
    """Of the input and of every dense layer."""
    channels: tuple[int, ...] = ()
    """Convolutions before the dense layers, 3×3 with padding 1, each with a 2×2 max pooling after it."""
    activation: str
    batch_size: int
    optimizer: str

    @property
    def title(self) -> str:
        """Sizes, activation, batch size and optimiser in short."""
        filters = [f"conv {channels}" for channels in self.channels]
        sizes = "-".join([str(self.sizes[0]), *filters, *map(str, self.sizes[1:])])
        return f"{sizes} {self.activation}, batch {self.batch_size}, {self.optimizer}"

    @property
    def is_regression(self) -> bool:
        """One output can't be a choice between classes: it is trained with squared error."""
        return self.sizes[-1] == 1

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one example: a square picture for convolutions, else one row."""
        side = math.isqrt(self.sizes[0])
        return (1, side, side) if self.channels else self.sizes[:1]

    def layers(self) -> list[LayerSpec]:
        """The layers, the output layer included."""
        made: list[LayerSpec] = []
        for channels in self.channels:
            convolution = Conv2d(channels=channels, kernel_size=3, padding=1, activation=self.activation)
            made += [convolution, MaxPool2d(size=2)]
        made += [Flatten()] if made else []
        made += [Dense(units=n, activation=self.activation) for n in self.sizes[1:-1]]
        return [*made, Dense(units=self.sizes[-1], activation="identity")]


CASES = (
    Case(name="A", sizes=(2, 4, 2, 1), activation="tanh", batch_size=10, optimizer="sgd"),
    Case(name="B", sizes=(784, 32, 10), activation="relu", batch_size=32, optimizer="sgd"),
    Case(name="C", sizes=(784, 128, 64, 10), activation="relu", batch_size=32, optimizer="adam"),
    Case(name="D", sizes=(784, 128, 64, 10), activation="relu", batch_size=128, optimizer="adam"),
    Case(name="E", sizes=(784, *[30] * 10, 10), activation="sigmoid", batch_size=32, optimizer="sgd"),
    Case(name="F", sizes=(784, 512, 512, 10), activation="relu", batch_size=128, optimizer="adam"),
    Case(name="G", sizes=(784, 64, 10), channels=(8, 16), activation="relu", batch_size=32, optimizer="adam"),
)
