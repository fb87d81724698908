"""The model card: what the trained network in the box is, how well it reads, and whose data it saw."""

from __future__ import annotations

import argparse

from playground.engine import Network

_CARD = """# {name}

A network that reads handwritten digits: {shape}, ReLU, softmax; {n_parameters:,} parameters, float32.
Made by this program's own engine; the examples menu opens it beside the untrained start.

| judged by | read right |
|---|---|
| MNIST, the 10,000 test images | {mnist_test:.2f} % |
{strangers}
## How it was made

    python packaging/model/train_model.py {command}

{n_examples:,} pictures: the 60,000 training images of MNIST, {n_drawings:,} drawings of UCI's pen-based
digits (30 people) and the 1,797 UCI digits of `resources/digits`; the latter two were shown {repeats}
times an epoch. {epochs} epochs with strong augmentation; Adam, batches of {batch_size}, a learning rate
of {rate:g} falling to 0 by half a cosine, moving average of the parameters.

Neither figure is quite blind: the network learned from none of these pictures, but the strength of
augmentation and the number of repeats were chosen with both in view. And the people held out drew on the
same tablet as those learned from; expect less from other hands on other devices.

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

_STRANGERS = """| drawings of {n} people, by the same training done without them | {percent:.2f} % |
"""


def model_card(
    options: argparse.Namespace,
    network: Network,
    figures: dict[str, float],
    *,
    n_examples: int,
    n_drawings: int,
) -> str:
    """Write the card of a network that has just been trained with `options`."""
    sizes = [network.n_inputs, *options.hidden, network.n_outputs]
    command = (
        f"--mnist-train {options.mnist_train.name} --mnist-test {options.mnist_test.name} "
        f"--drawings {options.drawings.name} --hidden {' '.join(map(str, options.hidden))} "
        f"--epochs {options.epochs} --batch-size {options.batch_size} "
        f"--learning-rate {options.learning_rate:g} --repeats {options.repeats} --seed {options.seed}"
    )
    strangers = ""
    if "drawings_of_strangers" in figures:
        strangers = _STRANGERS.format(n=int(figures["strangers"]), percent=figures["drawings_of_strangers"])
    return _CARD.format(
        name=options.output.name,
        shape="-".join(map(str, sizes)),
        n_parameters=network.n_parameters,
        mnist_test=figures["mnist_test"],
        strangers=strangers,
        command=command,
        n_examples=n_examples,
        n_drawings=n_drawings,
        repeats=options.repeats,
        epochs=options.epochs,
        batch_size=options.batch_size,
        rate=options.learning_rate,
    )
