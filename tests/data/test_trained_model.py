"""The trained network in the box reads what its card says."""

import re

import numpy as np
import pytest

from playground.data import load_files
from playground.data.digits import to_grey
from playground.data.resources import read_bytes, read_text
from playground.experiment import parse_layers
from playground.experiment.build import build_network_for
from playground.experiment.model_file import load_model


@pytest.fixture(scope="module")
def model():
    return load_model(read_bytes("models", "trained_digits.bpp"))


@pytest.fixture(scope="module")
def network(model):
    network = build_network_for(model.config, model.input_shape, model.n_outputs)
    np.copyto(network.parameters, model.parameters)
    return network


def percentage(network, x, y):
    *_, last = network.evaluate(x, y)
    return 100 * last.accuracy


def test_is_small():
    assert len(read_bytes("models", "trained_digits.bpp")) < 1_000_000


def test_reads_the_digits_in_the_box(network, digits):
    assert percentage(network, digits.x_test, digits.y_test) > 99.0


def test_the_card_gives_command_shape_and_licences(model):
    card = read_text("models", "README.md")
    command = re.search(r'python packaging/model/train_model.py --mnist-train .*--layers "(.*?)"', card)
    assert parse_layers(command[1]) == model.config.network.layers
    assert f"{model.parameters.size:,} parameters" in card
    assert "CC BY-SA 3.0" in card
    assert "CC BY 4.0" in card


def test_the_card_says_how_networks_read_people_they_never_saw(model):
    """The shipped layers are among those compared, and from the same seed no others read drawings better."""
    row = re.compile(r"^\| (\S.*?) \| (\d+) \| [\d,]+ \| \d+ \| ([\d.]+) % \| ([\d.]+) % ", re.MULTILINE)
    rows = row.findall(read_text("models", "README.md"))
    read_right = {(parse_layers(layers), seed): (canvas, plain) for layers, seed, canvas, plain in rows}
    assert len(read_right) >= 4
    for (_, seed), figures in read_right.items():
        shipped = read_right[model.config.network.layers, seed]
        assert all(float(one) >= float(other) for one, other in zip(shipped, figures, strict=True))


@pytest.mark.shared_data
def test_reads_mnist_as_well_as_the_card_says(network, shared_data):
    test = load_files(shared_data / "mnist" / "t10k-images-idx3-ubyte.gz")
    reached = percentage(network, to_grey(test.images), test.labels)
    said = float(
        re.search(r"reads ([\d.]+) % of MNIST's 10,000 test images", read_text("models", "README.md"))[1]
    )
    assert reached >= 98.5
    # Another processor may round one borderline picture otherwise.
    assert reached == pytest.approx(said, abs=0.03)
