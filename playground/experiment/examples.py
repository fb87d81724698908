"""The examples of the menu, each a small story: what one sees, and what to try."""

from __future__ import annotations

from dataclasses import replace

from playground.engine import BatchNorm, Conv2d, Dense, Dropout, LayerSpec, MaxPool2d, Residual
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    NetworkConfig,
    OptimizerConfig,
    ScheduleConfig,
    TrainingConfig,
)
from playground.experiment.example import Example
from playground.experiment.plane_examples import PLANE_EXAMPLES
from playground.experiment.textbook_examples import TEXTBOOK_EXAMPLES


def _relu(*units: int) -> tuple[LayerSpec, ...]:
    return tuple(Dense(units=n, activation="relu") for n in units)


DIGITS = ExperimentConfig(
    data=DataConfig(augmentation="strong"), training=TrainingConfig(max_epochs=500, patience_epochs=50)
)
"""What the window opens with: reads most digits after a second, ends by itself after about half a minute."""

VANISHING = ExperimentConfig(
    data=DataConfig(augmentation="off"),
    # He for both activations: the toggle keeps the weights, so only the activation differs.
    network=NetworkConfig(
        layers=tuple(Dense(units=32, activation="sigmoid") for _ in range(8)), initialization="he"
    ),
    optimizer=OptimizerConfig(kind="sgd", learning_rate=0.1),
)

CONVOLUTION = ExperimentConfig(
    data=DataConfig(augmentation="strong"),
    network=NetworkConfig(
        layers=(
            Conv2d(channels=8, kernel_size=5),
            MaxPool2d(),
            Conv2d(channels=16, kernel_size=3),
            MaxPool2d(),
            Dense(units=64),
        )
    ),
    optimizer=OptimizerConfig(learning_rate=0.002),
    schedule=ScheduleConfig(kind="cosine", total_epochs=40),
    training=TrainingConfig(max_epochs=40),
)
"""27,690 parameters; 98 % of the test pictures after some 3 seconds, 99.4 % at its end after some 15."""

NORMALISED = replace(
    VANISHING,
    network=replace(
        VANISHING.network,
        layers=(Dense(units=32, activation="identity"), BatchNorm(activation="sigmoid")) * 8,
    ),
    # The last batch of an epoch is then no handful, whose statistics would shake the test loss.
    training=TrainingConfig(batch_size=64, max_epochs=60),
)

RESIDUAL = replace(
    VANISHING,
    network=replace(
        VANISHING.network,
        layers=(
            Dense(units=32, activation="sigmoid"),
            *[
                Residual(
                    layers=(Dense(units=32, activation="sigmoid"), Dense(units=32, activation="identity"))
                )
            ]
            * 16,
        ),
    ),
    optimizer=OptimizerConfig(kind="sgd", learning_rate=0.05),
    training=TrainingConfig(max_epochs=60),
)

DROPOUT = ExperimentConfig(
    data=DataConfig(augmentation="off"),
    network=NetworkConfig(
        layers=(
            Dropout(rate=0.2),
            Dense(units=128),
            Dropout(rate=0.3),
            Dense(units=128),
            Dropout(rate=0.3),
        )
    ),
    training=TrainingConfig(max_epochs=60),
)

EXAMPLES: dict[str, Example] = {
    example.key: example
    for example in (
        Example(
            key="digits",
            title="Handwritten digits",
            text="A network with two hidden layers learns to read digits, and stops by itself when the test "
            "loss no longer falls. Draw a digit while it learns, and watch the answer become sure.",
            config=DIGITS,
        ),
        Example(
            key="trained_digits",
            title="Trained network",
            text="A convolutional network that has already learned from many thousand digits. Draw one "
            "anywhere and any size: its filters show you what they find in it, and it names the digit.",
            # As in the model file, so that the menu needn't open it.
            config=ExperimentConfig(
                data=DataConfig(augmentation="strong"),
                network=NetworkConfig(
                    layers=(
                        Conv2d(channels=8, kernel_size=5, padding=2),
                        MaxPool2d(),
                        Conv2d(channels=16, kernel_size=3, padding=1),
                        MaxPool2d(),
                        Dense(units=64),
                    )
                ),
                optimizer=OptimizerConfig(learning_rate=0.0001),
                training=TrainingConfig(batch_size=64),
            ),
            model="trained_digits.bpp",
        ),
        Example(
            key="convolution",
            title="Small convolutional network",
            text="Small filters slide over the picture and find the same stroke wherever it is: with a "
            "quarter of the weights of the first example it makes half the mistakes. Look at the filters, "
            "and at what each of them finds in your drawing.",
            config=CONVOLUTION,
        ),
        Example(
            key="vanishing_gradients",
            title="Vanishing gradients",
            text="Eight sigmoid layers: on the way back the gradient shrinks at each of them, and the first "
            "layer gets thousands of times less than the last. Switch Activation to ReLU and see it "
            "come back at once.",
            config=VANISHING,
        ),
        Example(
            key="batch_norm_rescue",
            title="Rescued by batch normalisation",
            text="The eight sigmoid layers of “Vanishing gradients”, each brought to mean 0 and variance 1 "
            "before it bends: the gradient reaches the first layer, and the network learns. Compare the "
            "gradients of the two by layer.",
            config=NORMALISED,
        ),
        Example(
            key="residual",
            title="Deep with residual blocks",
            text="So many layers with sigmoids between them would learn nothing, but here each block is "
            "only a detour: the gradient has a straight way back as well. Compare its size in the first "
            "layers and the last with “Vanishing gradients”.",
            config=RESIDUAL,
        ),
        Example(
            key="learning_rate_too_large",
            title="Learning rate too large",
            text="Each step overshoots the valley by more than the one before, until the numbers leave every "
            "scale. Restart with a learning rate ten times smaller, and again, until it learns.",
            config=replace(
                DIGITS,
                network=NetworkConfig(layers=_relu(128, 64)),
                optimizer=OptimizerConfig(kind="sgd", learning_rate=10.0),
            ),
        ),
        Example(
            key="learning_rate_too_small",
            title="Learning rate too small",
            text="Nothing is wrong with this network, but its steps are so short that the loss hardly moves. "
            "Turn the learning rate up while it trains, and watch the curve bend.",
            config=replace(DIGITS, optimizer=OptimizerConfig(kind="sgd", learning_rate=0.0001)),
        ),
        Example(
            key="all_zeros",
            title="Start from all zeros",
            text="With all weights 0 every neuron of a layer is the same, and none gets a gradient: only the "
            "last biases learn how common each digit is. Choose any other start and it learns.",
            config=replace(DIGITS, network=NetworkConfig(initialization="zeros")),
        ),
        Example(
            key="bottleneck",
            title="One neuron in the middle",
            text="All that is known about a picture must pass through a single number, so ten digits have to "
            "share one line. Widen the layer to two neurons, then three, and see how much each adds.",
            config=replace(
                DIGITS,
                network=NetworkConfig(
                    layers=(
                        Dense(units=64, activation="relu"),
                        Dense(units=1, activation="tanh"),
                        Dense(units=64, activation="relu"),
                    ),
                    initialization="glorot",
                ),
            ),
        ),
        Example(
            key="no_hidden_layer",
            title="No hidden layer",
            text="The simplest network there is: each output weighs the pixels and nothing else, and still "
            "reads most digits. Look at its weights as pictures, then add a layer and see what was "
            "missing.",
            config=replace(DIGITS, network=NetworkConfig(layers=())),
        ),
        Example(
            key="deep_linear",
            title="Deep, but linear",
            text="Six layers without a bend do no more than one, for a line of a line is a line. Switch "
            "Activation to ReLU while it trains, and the same weights suddenly learn more.",
            config=replace(
                DIGITS,
                network=NetworkConfig(
                    layers=tuple(Dense(units=32, activation="identity") for _ in range(6)),
                    initialization="glorot",
                ),
            ),
        ),
        Example(
            key="by_heart",
            title="Learning by heart",
            text="A wide network and the same pictures every time: soon it knows the training set by heart, "
            "while the loss on the test pictures rises again. Switch augmentation on, and the two stay "
            "together.",
            config=replace(
                DIGITS,
                data=DataConfig(augmentation="off"),
                network=NetworkConfig(layers=_relu(512, 512)),
                training=TrainingConfig(max_epochs=60),
            ),
        ),
        Example(
            key="dropout",
            title="Dropout",
            text="Again the same pictures every time, but in each update a share of the numbers is left "
            "out, and so less is learned by heart: the test loss stays low. Set the three shares to 0, "
            "restart, and see it rise.",
            config=DROPOUT,
        ),
        Example(
            key="single_examples",
            title="One example at a time",
            text="Each update looks at one picture only, so the loss jumps and the path across its surface "
            "zigzags. Turn the batch size up, and both become calm.",
            config=replace(
                DIGITS,
                network=NetworkConfig(layers=_relu(32)),
                optimizer=OptimizerConfig(kind="sgd", learning_rate=0.01),
                training=TrainingConfig(batch_size=1),
            ),
        ),
        *PLANE_EXAMPLES,
        *TEXTBOOK_EXAMPLES,
    )
}
"""Key → example, in the order of the menu."""
