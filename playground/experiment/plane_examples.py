"""Examples on the plane: data that one can see whole, and what the network makes of each place."""

from __future__ import annotations

from dataclasses import replace

from playground.data import STARTER_POINTS
from playground.engine import Dense, LayerSpec
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)
from playground.experiment.example import Example


def _tanh(*units: int) -> tuple[LayerSpec, ...]:
    return tuple(Dense(units=n, activation="tanh") for n in units)


def _on(
    data: DataConfig, layers: tuple[LayerSpec, ...], max_epochs: int, loss: str = "softmax_cross_entropy"
) -> ExperimentConfig:
    """An experiment with what is suggested for the plane."""
    return ExperimentConfig(
        data=data,
        network=NetworkConfig(layers=layers, initialization="glorot"),
        loss=LossConfig(kind=loss),
        optimizer=OptimizerConfig(learning_rate=0.01),
        training=TrainingConfig(batch_size=10, max_epochs=max_epochs),
    )


CIRCLE = replace(
    _on(DataConfig(dataset="circle"), _tanh(4, 2), 2000),
    optimizer=OptimizerConfig(kind="sgd", learning_rate=0.03),
)
SPIRAL = _on(DataConfig(dataset="spiral"), _tanh(16, 16), 5000)
XOR = _on(DataConfig(dataset="xor", features=("x1", "x2")), (), 2000)
SINE = _on(DataConfig(dataset="sine"), _tanh(8, 8), 5000, loss="squared_error")
STEPS = _on(DataConfig(dataset="steps", noise=0.0), _tanh(16, 16), 5000, loss="squared_error")
PAINT = _on(DataConfig(dataset="paint", points=STARTER_POINTS), _tanh(8, 8), 0)
OVERFITTING = _on(
    DataConfig(dataset="gaussians", n_examples=60, noise=0.5, train_share=0.5), _tanh(32, 32), 3000
)
IMBALANCE = replace(
    _on(DataConfig(dataset="gaussians", noise=0.5, imbalance=0.95), _tanh(4), 1000),
    optimizer=OptimizerConfig(learning_rate=0.003),
)

PLANE_EXAMPLES: tuple[Example, ...] = (
    Example(
        key="circle",
        title="Circle",
        text="A handful of neurons, each of which can only draw a line, close their lines around a disc. "
        "Look at what each neuron sees of the plane, and switch one of them off.",
        config=CIRCLE,
    ),
    Example(
        key="spiral",
        title="Spiral",
        text="The border between two arms is long and winds, so it takes two layers of sixteen neurons to "
        "bend the plane that far. Watch it grow from the outside in, then try with four neurons in each.",
        config=SPIRAL,
    ),
    Example(
        key="xor_feature",
        title="Exclusive or, no hidden layer",
        text="One straight line can't divide these four squares, and without a hidden layer there is no more "
        "than one. Add the input feature x1*x2, and the network solves it at once.",
        config=XOR,
    ),
    Example(
        key="sine",
        title="A wave from numbers",
        text="Here the network predicts a number instead of a class, and its map shows a wave growing out "
        "of a slope. Give it sin(x1) as an input feature, and nothing is left to learn.",
        config=SINE,
    ),
    Example(
        key="steps",
        title="Stairs",
        text="The stairs have edges, but tanh is smooth: the network rounds them off, and needs large "
        "weights to make them sharper. Switch Activation to ReLU and to step, and compare the maps.",
        config=STEPS,
    ),
    Example(
        key="paint",
        title="Paint your own",
        text="Two groups of points to begin with, and a brush for as many more as you like. Paint one point "
        "deep inside the other group, and see how far the network bends to reach it.",
        config=PAINT,
    ),
    Example(
        key="overfitting_points",
        title="Thirty points by heart",
        text="The two clouds overlap, so nobody can be always right, but a large network draws islands "
        "around single points until it is. Look at the test loss as it does, then take more examples.",
        config=OVERFITTING,
    ),
    Example(
        key="imbalance",
        title="A rare class",
        text="One class in twenty: saying the common one every time is right in 95 of 100 cases, and looks "
        "good. Look at the accuracy of each class, then set Class weights to Balanced.",
        config=IMBALANCE,
    ),
)
