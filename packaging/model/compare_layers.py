"""Compare networks on drawings of people, and from a device, that none of them has ever seen.

Each network learns from MNIST and the UCI digits of `resources/digits`, which were written on paper, and is
then judged by all the drawings, which were made on a tablet by other people: as pictures, and drawn on the
program's canvas. Writes `comparison.json`, which the model card quotes. A network is given as
layers/epochs/learning rate/seed: another seed tells how much of a difference is chance.

    python packaging/model/compare_layers.py --mnist-train train-images-idx3-ubyte.gz \\
        --mnist-test t10k-images-idx3-ubyte.gz --drawings pendigits_tra_28x28.npz
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

# Before NumPy: it sets the number of threads.
from train_model import LAYERS, accuracy, make_config, train  # isort: skip
import numpy as np
from as_drawn import as_drawn
from training_data import as_examples, join

from playground.data import load_files
from playground.experiment import parse_layers

RESULT = Path(__file__).with_name("comparison.json")
# The dense network's steps take a fraction of the time, so it gets more of them.
NETWORKS = [
    *(f"256, 128/40/0.002/{seed}" for seed in (7, 8, 9, 10)),
    *(f"{LAYERS}/12/0.004/{seed}" for seed in (7, 8, 9, 10)),
    "conv12k3p1, pool2, conv24k3p1, pool2, 96/12/0.004/7",
]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mnist-train", type=Path, required=True, help="IDX file of MNIST's 60,000 images")
    parser.add_argument("--mnist-test", type=Path, required=True, help="IDX file of MNIST's 10,000 images")
    parser.add_argument("--drawings", type=Path, required=True, help="npz file of drawings: x, y")
    parser.add_argument("--networks", nargs="+", default=NETWORKS, help="layers/epochs/learning rate/seed")
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--repeats", type=int, default=3, help="how often an epoch shows each UCI digit")
    return parser.parse_args()


def main() -> None:
    options = parse()
    drawings = as_examples(load_files(options.drawings))
    judges = {
        "mnist_test": as_examples(load_files(options.mnist_test)),
        "drawings": drawings,
        "redrawn": as_drawn(drawings, np.random.default_rng(0)),
    }
    data = join(options.mnist_train, None, options.repeats)
    results = []
    for text in options.networks:
        layers, epochs, rate, seed = text.split("/")
        config = make_config(parse_layers(layers), options.batch_size, int(seed))
        network = train(config, data, judges, epochs=int(epochs), highest_rate=float(rate))
        figures = {name: accuracy(network, examples) for name, examples in judges.items()}
        results.append(
            {
                "layers": layers,
                "seed": int(seed),
                "epochs": int(epochs),
                "n_parameters": network.n_parameters,
                **figures,
            }
        )
        print(results[-1])
    RESULT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
