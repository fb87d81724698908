"""The model card: what the trained network in the box is, how well it reads, and whose data it saw."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from playground.engine import LayerSpec, Network
from playground.experiment import format_layers

COMPARISON = Path(__file__).with_name("comparison.json")

_CARD = """# {name}

A network that reads handwritten digits: {shape}; ReLU, softmax;
{n_parameters:,} parameters, float32.
Made by this program's own engine; the examples menu opens it beside the untrained start.

It reads {mnist_test:.2f} % of MNIST's 10,000 test images right, none of which it learned from.

## Why these layers

Trained on MNIST and the UCI digits only, which were written on paper, and judged by {n_drawings:,} drawings
of 30 other people on a tablet (UCI's pen-based digits), both drawn on the program's canvas and as they are:

| network | seed | parameters | epochs | on the canvas | as they are | MNIST test images |
|---|---:|---:|---:|---:|---:|---:|
{comparison}

    python packaging/model/compare_layers.py --mnist-train train-images-idx3-ubyte.gz \\
        --mnist-test t10k-images-idx3-ubyte.gz --drawings pendigits_tra_28x28.npz

The first has the layers of the network shipped before. The second reads drawings better from each of four
seeds, as they are and on the canvas (on average by 0.3 and 0.6 points), with a fifth of the weights; so it
is the one shipped. The lead is small: another seed changes these figures by as much. They are what to expect
of other hands on other devices, or a little more: none learned from a picture that it is judged by, but the
strength of augmentation and the choice among the networks were made with them in view.

## How it was made

    python packaging/model/train_model.py {command}

{n_examples:,} pictures: the 60,000 training images of MNIST, the {n_drawings:,} drawings too, and the 1,797
UCI digits of `resources/digits`; the latter two were shown {repeats} times an epoch. {epochs} epochs with
strong augmentation; Adam, batches of {batch_size}, a learning rate of {rate:g} falling to 0 by half a
cosine, moving average of the parameters.

An input is 28×28 grey levels / 255 in 0…1: ink bright, in a 20×20 box, centre of mass in the middle.

## Whose handwriting

- MNIST, by Yann LeCun and Corinna Cortes, CC BY-SA 3.0.
- Pen-Based Recognition of Handwritten Digits, by E. Alpaydin and F. Alimoglu, UCI Machine Learning
  Repository, 1996, https://doi.org/10.24432/C5MG6K, CC BY 4.0.
- Optical Recognition of Handwritten Digits, by E. Alpaydin and C. Kaynak, UCI Machine Learning
  Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0.

The pictures aren't in the file. Like the data that it learned from, it may be shared under CC BY-SA 3.0.

## Limits

It reads one digit at a time and answers one of ten, whatever it is shown: a letter too becomes a digit.
Digits written in ways that none of its writers used are read worse.
"""

TEXTBOOKS = """
# textbook_neuron.bpp, two_layer_example.bpp

Not trained: the weights that two worked examples begin with, written by

    python packaging/model/write_textbook_models.py

The second is that of Matt Mazur, “A Step by Step Backpropagation Example” (2015); only its numbers are used.
"""
"""The other models of the folder, whose card is the same file."""


def model_card(
    options: argparse.Namespace,
    network: Network,
    figures: dict[str, float],
    *,
    n_examples: int,
    n_drawings: int,
) -> str:
    """Write the card of a network that has just been trained with `options`."""
    command = (
        f"--mnist-train {options.mnist_train.name} --mnist-test {options.mnist_test.name} "
        f'--drawings {options.drawings.name} --layers "{_plain(options.layers)}" '
        f"--epochs {options.epochs} --batch-size {options.batch_size} "
        f"--learning-rate {options.learning_rate:g} --repeats {options.repeats} --seed {options.seed}"
    )
    card = _CARD.format(
        name=options.output.name,
        shape=_plain(options.layers),
        n_parameters=network.n_parameters,
        mnist_test=figures["mnist_test"],
        comparison=_comparison(),
        command=command,
        n_examples=n_examples,
        n_drawings=n_drawings,
        repeats=options.repeats,
        epochs=options.epochs,
        batch_size=options.batch_size,
        rate=options.learning_rate,
    )
    return card + TEXTBOOKS


def _plain(layers: Sequence[LayerSpec]) -> str:
    """Layers as text that `--layers` reads; ReLU goes without saying."""
    return format_layers(layers).replace(":relu", "")


def _comparison() -> str:
    """The rows of the table: what `compare_layers.py` found."""
    results = json.loads(COMPARISON.read_text(encoding="utf-8"))
    return "\n".join(
        f"| {row['layers']} | {row['seed']} | {row['n_parameters']:,} | {row['epochs']} "
        f"| {row['redrawn']:.2f} % | {row['drawings']:.2f} % | {row['mnist_test']:.2f} % |"
        for row in results
    )
