"""Worked examples of textbooks, with the weights that the book begins with."""

from __future__ import annotations

from playground.engine import Dense
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)
from playground.experiment.example import Example

NEURON = ExperimentConfig(
    data=DataConfig(dataset="textbook_neuron"),
    network=NetworkConfig(layers=(), frozen=("layer1.biases[0]",)),
    loss=LossConfig(kind="squared_error"),
    optimizer=OptimizerConfig(kind="sgd", learning_rate=0.1),
    training=TrainingConfig(batch_size=1),
)
NEURON_PARAMETERS = (0.5, 0.0)
"""w, and the bias, which is held at 0."""

TWO_LAYER = ExperimentConfig(
    data=DataConfig(dataset="two_layer_example"),
    network=NetworkConfig(
        layers=(Dense(units=2, activation="sigmoid"),),
        output_activation="sigmoid",
        frozen=tuple(f"layer{layer}.biases[{unit}]" for layer in (1, 2) for unit in (0, 1)),
    ),
    loss=LossConfig(kind="half_squared_error"),
    optimizer=OptimizerConfig(kind="sgd", learning_rate=0.5),
    training=TrainingConfig(batch_size=1),
)
TWO_LAYER_PARAMETERS = (0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.50, 0.45, 0.55, 0.60, 0.60)
"""w₁ w₃ w₂ w₄, b₁ b₁, w₅ w₇ w₆ w₈, b₂ b₂ of the text: here a row of weights leaves one input."""

TEXTBOOK_EXAMPLES: tuple[Example, ...] = (
    Example(
        key="textbook_neuron",
        title="The textbook neuron",
        text="One weight, one example: x = 2 should become 4, and w = 0.5 makes 1 of it. Press Step and "
        "follow every number: the loss 9, the gradient −12, the new weight 1.7, and on to w = 2.",
        config=NEURON,
        model="textbook_neuron.bpp",
    ),
    Example(
        key="two_layer_example",
        title="Two layers by hand",
        text="Matt Mazur’s “A Step by Step Backpropagation Example”, biases held: open the microscope, press "
        "Step, and compare every figure with the printed page. Only his errors after updates differ from the "
        "seventh digit on: those of an output layer that moves first.",
        config=TWO_LAYER,
        model="two_layer_example.bpp",
    ),
)
