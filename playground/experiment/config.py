"""The experiment as one immutable value: what is learned, by which network, and how.

Every change is `dataclasses.replace`. Nothing here holds an array, a Qt type or a callable, so a config can
be compared, kept in a list (undo), written as JSON, and sent to another process.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.engine import Dense, LayerSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class DataConfig:
    """What the network learns from."""

    dataset: str = "digits"
    augmentation: str = "normal"
    """How strongly training pictures are moved, turned and bent: off, light, normal or strong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """The hidden layers in order; the size of the output layer follows from the data."""

    layers: tuple[LayerSpec, ...] = (Dense(units=128, activation="relu"), Dense(units=64, activation="relu"))
    output_activation: str = "identity"
    initialization: str = "he"
    initialization_scale: float = 0.01
    """Standard deviation of the `normal` initialisation; the others take their scale from the layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LossConfig:
    """What training makes small: the data term, and a penalty on large weights."""

    kind: str = "softmax_cross_entropy"
    l2: float = 0.0
    """λ of the penalty λ/2 · Σ w² (biases are not penalised)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizerConfig:
    """How a gradient becomes a change of the weights."""

    kind: str = "adam"
    learning_rate: float = 0.001
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """How much data makes one update, and when to stop."""

    batch_size: int = 32
    """Examples for one update; 0 takes the whole training set."""
    max_epochs: int = 0
    """Stop after so many epochs; 0 goes on until told."""
    patience_epochs: int = 0
    """Stop when the test loss has not improved for so many epochs; 0 never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentConfig:
    """One experiment. Together with the program's version it determines every bit of the run."""

    data: DataConfig = field(default_factory=DataConfig)
    network: NetworkConfig = field(default_factory=NetworkConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    seed: int = 7
