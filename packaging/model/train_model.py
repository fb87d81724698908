"""Train the network that comes with the program, and write its model card.

Uses this program's own engine and augmentation. How well networks read drawings of people and of a device
that they have never seen is found out by `compare_layers.py`; here the network learns from these people
too, so that it reads more hands. The same files and seed give the same network.

    python packaging/model/train_model.py --mnist-train train-images-idx3-ubyte.gz \\
        --mnist-test t10k-images-idx3-ubyte.gz --drawings pendigits_tra_28x28.npz

The labels of MNIST are looked for beside its images; `--drawings` is an npz file with `x` and `y`.
"""

from __future__ import annotations

import os

# Before NumPy is imported: more threads are slower for matrices of this size.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import math
import sys
import time
from pathlib import Path

import numpy as np
from model_card import model_card
from numpy.typing import NDArray
from training_data import Examples, TrainingSet, as_examples, join

from playground.data import Augmenter, load_files
from playground.engine import LayerSpec, Network, Trainer
from playground.experiment import parse_layers
from playground.experiment.build import build_network_for, build_optimizer, spawn_generators
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)
from playground.experiment.model_file import load_model, save_model

MODELS = Path(__file__).resolve().parents[2] / "resources" / "models"
LAYERS = "conv8k5p2, pool2, conv16k3p1, pool2, 64"
N_CLASSES = 10
WARM_UP_STEPS = 200
AVERAGE_EVERY = 4
"""Steps between two contributions to the averaged parameters."""


def make_config(layers: tuple[LayerSpec, ...], batch_size: int, seed: int) -> ExperimentConfig:
    """The experiment as the program will show it, with the learning rate to go on with."""
    return ExperimentConfig(
        data=DataConfig(dataset="digits", augmentation="strong"),
        network=NetworkConfig(layers=layers),
        optimizer=OptimizerConfig(kind="adam", learning_rate=0.0001),
        training=TrainingConfig(batch_size=batch_size),
        seed=seed,
    )


def learning_rate_at(step: int, n_steps: int, highest: float) -> float:
    """A short rise, then half a cosine down to 0 (Loshchilov and Hutter 2017)."""
    return highest * min(1.0, (step + 1) / WARM_UP_STEPS) * 0.5 * (1.0 + math.cos(math.pi * step / n_steps))


def accuracy(network: Network, examples: Examples) -> float:
    """Percentage read right."""
    *_, last = network.evaluate(examples.x, examples.y)
    return round(100 * last.accuracy, 2)


def train(
    config: ExperimentConfig,
    data: TrainingSet,
    judges: dict[str, Examples],
    *,
    epochs: int,
    highest_rate: float,
    keep: Path | None = None,
) -> Network:
    """Train a network and return it with its averaged parameters; every tenth epoch is saved as `keep`.

    Layers with running statistics are refused: those belong to the parameters of the moment, not to their
    average.
    """
    generators = spawn_generators(config.seed)
    examples, batch_size = data.examples, config.training.batch_size
    network = build_network_for(config, (examples.x.shape[1],), N_CLASSES, generators=generators)
    if network.named_state():
        raise SystemExit("Batch normalisation keeps statistics that an average of weights doesn't fit.")
    optimizer = build_optimizer(config, network)
    trainer = Trainer(network, optimizer, batch_size_max=batch_size)
    augmenter = Augmenter(examples.x, config.data.augmentation, generators.augmentation)
    average = network.parameters.copy()
    steps_per_epoch = len(data.epoch) // batch_size
    n_steps, step, began = epochs * steps_per_epoch, 0, time.monotonic()
    for epoch in range(1, epochs + 1):
        order = generators.shuffling.permutation(data.epoch)
        for start in range(0, steps_per_epoch * batch_size, batch_size):
            indices = order[start : start + batch_size]
            x, labels = trainer.batch(batch_size)
            augmenter.batch(indices, x)
            np.take(examples.y, indices, out=labels, mode="clip")
            optimizer.learning_rate = learning_rate_at(step, n_steps, highest_rate)
            trainer.step(x, labels)
            step += 1
            if step % AVERAGE_EVERY == 0:
                _average(average, network.parameters, step)
        if epoch % 10 == 0 or epoch == epochs:
            judged = _averaged(network, average)
            figures = {name: accuracy(judged, some) for name, some in judges.items()}
            print(f"epoch {epoch}/{epochs}, {time.monotonic() - began:.0f} s: {figures}", file=sys.stderr)
            if keep is not None:
                save_model(keep, config, judged.parameters, {"epochs": epoch, "accuracy": figures})
    return _averaged(network, average)


def _average(average: NDArray[np.float32], parameters: NDArray[np.float32], step: int) -> None:
    """Exponential moving average over the parameters, over a short past at first."""
    average += np.float32(1.0 - min(0.998, step / (step + 400))) * (parameters - average)


def _averaged(network: Network, average: NDArray[np.float32]) -> Network:
    twin = network.copy()
    twin.parameters[:] = average
    return twin


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mnist-train", type=Path, required=True, help="IDX file of MNIST's 60,000 images")
    parser.add_argument("--mnist-test", type=Path, required=True, help="IDX file of MNIST's 10,000 images")
    parser.add_argument("--drawings", type=Path, required=True, help="npz file of drawings: x, y")
    parser.add_argument("--layers", type=parse_layers, default=parse_layers(LAYERS), help="hidden layers")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=0.003, help="the highest of the run")
    parser.add_argument("--repeats", type=int, default=3, help="how often an epoch shows each drawing")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=Path, default=MODELS / "trained_digits.bpp")
    return parser.parse_args()


def main() -> None:
    options = parse()
    config = make_config(options.layers, options.batch_size, options.seed)
    drawings = as_examples(load_files(options.drawings))
    mnist_test = as_examples(load_files(options.mnist_test))
    data = join(options.mnist_train, drawings, options.repeats)
    network = train(
        config,
        data,
        {"mnist_test": mnist_test},
        epochs=options.epochs,
        highest_rate=options.learning_rate,
        keep=options.output,
    )
    figures = {"mnist_test": accuracy(network, mnist_test)}
    save_model(options.output, config, network.parameters, {"epochs": options.epochs, "accuracy": figures})
    # Judged as it will be read.
    network.parameters[:] = load_model(options.output).parameters
    assert accuracy(network, mnist_test) == figures["mnist_test"]
    card = model_card(options, network, figures, n_examples=len(data.examples.y), n_drawings=len(drawings.y))
    (options.output.parent / "README.md").write_text(card, encoding="utf-8")
    print(figures)


if __name__ == "__main__":
    main()
