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
    n_examples: int = 500
    noise: float = 0.1
    """Of generated sets: standard deviation of the noise, as a share of the size of the pattern."""
    train_share: float = 0.7
    imbalance: float = 0.0
    """0: all classes of a generated set are alike in number; towards 1: the first one outnumbers the rest."""
    seed: int = 1
    """Of the generated examples and of the division into training and test set."""
    features: tuple[str, ...] = ("x1", "x2")
    """What the network is given of a point of the plane: formulas in x1 and x2."""
    points: tuple[tuple[float, float, float], ...] = ()
    """Painted examples: x₁, x₂, class."""
    file: str = ""
    """Table, or set of one's own drawings, that the examples come from."""
    digest: str = ""
    """SHA-256 of the file when it was chosen, so that a changed file is noticed."""
    delimiter: str = ","
    decimal: str = "."
    has_header: bool = True
    input_columns: tuple[int, ...] = ()
    """Columns of a table that the network is given; empty: all but the target."""
    target_column: int = -1
    is_regression: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """The hidden layers in order; the size of the output layer follows from the data."""

    layers: tuple[LayerSpec, ...] = (Dense(units=128, activation="relu"), Dense(units=64, activation="relu"))
    output_activation: str = "identity"
    initialization: str = "he"
    initialization_scale: float = 0.01
    """Standard deviation of the `normal` initialisation; the others take their scale from the layer."""
    frozen: tuple[str, ...] = ()
    """Parameters that keep their value: addresses such as `layer2.weights[3,1]` or `layer1.biases[0]`."""
    cut: tuple[str, ...] = ()
    """Weights that are held at zero."""
    silenced: tuple[str, ...] = ()
    """Units whose activation is held at zero: `layer1[3]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LossConfig:
    """What training makes small: the data term, and a penalty on large weights."""

    kind: str = "softmax_cross_entropy"
    l1: float = 0.0
    """λ₁ of the penalty λ₁ · Σ |w| (biases are not penalised)."""
    l2: float = 0.0
    """λ of the penalty λ/2 · Σ w² (biases are not penalised)."""
    label_smoothing: float = 0.0
    """Share of each target that is spread evenly over all classes."""
    class_weights: str = "none"
    """`none`: every example counts the same; `balanced`: every class counts the same."""
    huber_delta: float = 1.0
    """Distance from the target at which the Huber loss turns from a parabola into a straight line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizerConfig:
    """How a gradient becomes a change of the weights."""

    kind: str = "adam"
    learning_rate: float = 0.001
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    decay: float = 0.9
    """Share of the past in RMSProp's mean of squares."""
    weight_decay: float = 0.01
    """λ of AdamW: each update shrinks the weights by learning rate · λ."""
    clip_value: float = 0.0
    """No gradient is larger than this in size; 0 is off."""
    clip_norm: float = 0.0
    """The gradient of all parameters together is no longer than this; 0 is off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConfig:
    """How the learning rate changes with time. Each kind uses some of the settings."""

    kind: str = "constant"
    warm_up_epochs: float = 0.0
    """Over so many epochs the rate grows evenly from 0; 0 is off."""
    every_epochs: float = 10.0
    """Epochs between two steps down."""
    decay: float = 0.5
    """Factor of one step down, and of one plateau."""
    epoch_decay: float = 0.95
    """Factor of one epoch of the exponential schedule."""
    total_epochs: float = 30.0
    """Length of the cosine."""
    final: float = 0.0
    """Share of the learning rate at the end of the cosine."""
    patience: int = 5
    """Evaluations without improvement that make a plateau."""


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
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    seed: int = 7
