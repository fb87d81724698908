"""Trained networks as files: whole or refused, never half believed."""

from __future__ import annotations

import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data.atomic_file import write_atomically
from playground.engine import Dense, Network
from playground.errors import FileFormatError, ShapeError
from playground.experiment import (
    EXAMPLES,
    ExperimentConfig,
    build_network_for,
    load_model,
    save_model,
    set_value,
)
from playground.experiment.config import NetworkConfig
from playground.experiment.network_state import set_state
from playground.training.session import Session

CONFIG = ExperimentConfig(network=NetworkConfig(layers=(Dense(units=3),)))
N_PARAMETERS = 4 * 3 + 3 + 3 * 2 + 2


def parameters() -> np.ndarray:
    return np.linspace(-1, 1, N_PARAMETERS).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "small.bpp"
    save_model(path, CONFIG, parameters(), {"accuracy": 0.5}, input_shape=(4,), n_outputs=2)
    return path


def rewritten(path: Path, changes: dict[str, bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """The file with some members replaced (None: left out) and others added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = changes.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return packed.getvalue()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def test_what_is_saved_is_loaded(path: Path) -> None:
    for source in (path, str(path), path.read_bytes()):
        model = load_model(source)
        assert model.config == CONFIG
        assert np.array_equal(model.parameters, parameters())
        assert model.parameters.dtype == np.float32
        assert (model.input_shape, model.n_outputs, model.info) == ((4,), 2, {"accuracy": 0.5})


def test_a_worked_example_keeps_the_decimals_of_its_page(tmp_path: Path) -> None:
    path, config = tmp_path / "page.bpp", EXAMPLES["two_layer_example"].config
    values = np.linspace(0.1, 0.7, 12)
    save_model(path, config, values, input_shape=(2,), n_outputs=2)
    model = load_model(path)
    assert model.parameters.dtype == np.float64
    np.testing.assert_array_equal(model.parameters, values)
    bad = {"parameters.npy": npy(np.where(values > 0.6, np.nan, values))}
    with pytest.raises(FileFormatError, match="not finite"):
        load_model(rewritten(path, bad))
    with pytest.raises(FileFormatError, match="one row of 64-bit numbers"):
        load_model(rewritten(path, {"parameters.npy": npy(values.astype(np.float32))}))


def test_worked_examples_saved_in_32_bits_by_earlier_programs_still_open(tmp_path: Path) -> None:
    path, config = tmp_path / "page.bpp", EXAMPLES["two_layer_example"].config
    values = np.linspace(0.1, 0.7, 12, dtype=np.float32)
    save_model(path, config, values, input_shape=(2,), n_outputs=2)
    with zipfile.ZipFile(path) as archive:
        header = json.loads(archive.read("info.json")) | {"version": 1}
    earlier = {"info.json": json.dumps(header).encode(), "parameters.npy": npy(values)}
    model = load_model(rewritten(path, earlier))
    np.testing.assert_array_equal(model.parameters, values)
    session = Session(model.config, parameters=model.parameters)
    np.testing.assert_array_equal(session.network.parameters, values.astype(np.float64))


def test_other_networks_are_saved_as_before(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("info.json"))["version"] == 1
        assert np.load(io.BytesIO(archive.read("parameters.npy"))).dtype == np.float32
    with pytest.raises(FileFormatError, match="one row of 32-bit numbers"):
        load_model(rewritten(path, {"parameters.npy": npy(parameters().astype(np.float64))}))


def test_loaded_parameters_cannot_be_changed_by_accident(path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_model(path).parameters[0] = 3


def test_the_same_model_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.bpp"
    save_model(again, CONFIG, parameters(), {"accuracy": 0.5}, input_shape=(4,), n_outputs=2)
    assert again.read_bytes() == path.read_bytes()


def test_every_flipped_bit_is_noticed_or_harmless(path: Path) -> None:
    whole = path.read_bytes()
    generator = np.random.default_rng(0)
    n_refused = 0
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[generator.integers(len(whole))] ^= 1 << int(generator.integers(8))
        try:
            model = load_model(bytes(damaged))
        except FileFormatError:
            n_refused += 1
            continue
        # Only what the zip itself doesn't use (its dates, say) may differ unseen.
        assert np.array_equal(model.parameters, parameters())
        assert model.config == CONFIG
    assert n_refused > 150


def test_every_cut_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        with pytest.raises(FileFormatError):
            load_model(whole[:length])


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (parameters()[:-1], "there are 22 parameters, but the network it describes has 23"),
        (parameters().astype(np.float64), "one row of 32-bit numbers"),
        (parameters().reshape(1, -1), "one row of 32-bit numbers"),
        (np.where(np.arange(N_PARAMETERS) == 3, np.nan, parameters()).astype(np.float32), "not finite"),
        (np.where(np.arange(N_PARAMETERS) == 3, np.inf, parameters()).astype(np.float32), "not finite"),
        (np.array([{"a": 1}], dtype=object), "one row of 32-bit numbers"),
    ],
)
def test_parameters_are_held_against_the_network(array: np.ndarray, sentence: str, path: Path) -> None:
    with pytest.raises(FileFormatError) as caught:
        load_model(rewritten(path, {"parameters.npy": npy(array)}))
    assert sentence in str(caught.value)


def test_a_size_that_is_only_claimed_is_not_allocated(path: Path) -> None:
    claimed = npy(parameters()).replace(b"(23,), }" + b" " * 8, b"(9999999999,), }")
    assert claimed != npy(parameters())
    with pytest.raises(FileFormatError, match="damaged"):
        load_model(rewritten(path, {"parameters.npy": claimed}))


@pytest.mark.parametrize(
    ("changes", "extra", "sentence"),
    [
        ({"info.json": None}, {}, "not a model file"),
        ({}, {"evil.py": b"import os"}, "not a model file"),
        ({}, {"../evil.txt": b"x"}, "not a model file"),
        ({"info.json": b"{"}, {}, "info.json in it can't be read"),
        ({"info.json": b"[]"}, {}, "not a model file"),
        ({"info.json": b"\xff\xfe"}, {}, "info.json in it can't be read"),
        ({"experiment.json": b"\xff\xff"}, {}, "its experiment is not text"),
        ({"experiment.json": b"{}"}, {}, "not an experiment file"),
        ({"experiment.json": b" " * 16_000_001}, {}, "far too large"),
        ({"parameters.npy": b"hello"}, {}, "parameters.npy in it can't be read"),
        ({"parameters.npy": b""}, {}, "parameters.npy in it can't be read"),
    ],
)
def test_members_are_checked(
    changes: dict[str, bytes | None], extra: dict[str, bytes], sentence: str, path: Path
) -> None:
    with pytest.raises(FileFormatError) as caught:
        load_model(rewritten(path, changes, extra))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"version": 3}, "version 3; this program reads up to 2"),
        ({"input_shape": []}, "doesn't say the shapes"),
        ({"input_shape": [0]}, "doesn't say the shapes"),
        ({"input_shape": "4"}, "doesn't say the shapes"),
        ({"input_shape": [10_000, 10_000]}, "doesn't say the shapes"),
        ({"n_outputs": -1}, "doesn't say the shapes"),
        ({"n_outputs": 3}, "but the network it describes has"),
    ],
)
def test_the_header_is_checked(values: dict[str, Any], sentence: str, path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        header = json.loads(archive.read("info.json")) | values
    with pytest.raises(FileFormatError) as caught:
        load_model(rewritten(path, {"info.json": json.dumps(header).encode()}))
    assert sentence in str(caught.value)


def test_a_missing_file_and_other_files_are_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"nothing\.bpp can't be read: No such file"):
        load_model(tmp_path / "nothing.bpp")
    (tmp_path / "story.bpp").write_text("once upon a time")
    with pytest.raises(FileFormatError, match=r"story\.bpp is not a model file"):
        load_model(tmp_path / "story.bpp")


def test_wrong_parameters_are_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "wrong.bpp"
    with pytest.raises(FileFormatError, match="but the network it describes has 109,386"):
        save_model(path, ExperimentConfig(), parameters())
    broken = parameters()
    broken[3] = np.nan
    with pytest.raises(FileFormatError, match="not finite"):
        save_model(path, CONFIG, broken, input_shape=(4,), n_outputs=2)
    assert not path.exists()


def test_a_model_of_a_config_that_cannot_be_is_refused(path: Path) -> None:
    bad = replace(CONFIG, seed=-1)
    text = json.dumps(
        {"format": "backprop-playground experiment", "version": 1, "experiment": {"seed": bad.seed}}
    )
    with pytest.raises(FileFormatError, match="damaged: seed is -1"):
        load_model(rewritten(path, {"experiment.json": text.encode()}))


def test_saving_replaces_and_keeps_the_permissions(path: Path) -> None:
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_what_was_there_stays_when_saving_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileFormatError, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="can't be written: its folder doesn't exist"):
        write_atomically(tmp_path / "missing" / "model.bpp", b"x")


def test_a_link_stays_one(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.bpp"
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_folder_or_a_device_is_not_replaced(tmp_path: Path) -> None:
    """Whoever may write to the folder of a device would otherwise put a file in its place."""
    device = tmp_path / "pipe"
    os.mkfifo(device)
    for target, sentence in ((device, "it is a device"), (tmp_path, "it is a folder")):
        with pytest.raises(FileFormatError, match=sentence):
            write_atomically(target, b"x")
    assert device.is_fifo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_is_read_only(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with pytest.raises(FileFormatError, match="its folder is read-only"):
            write_atomically(path, b"x")
    finally:
        path.parent.chmod(0o700)


# ---- networks with running statistics

NORMALISED = set_value(ExperimentConfig(), "layers", "conv2k3p1,bn:relu,pool2,residual(bn),6")


def trained_twin() -> Network:
    """A network whose running statistics are not those of a fresh one."""
    network = build_network_for(NORMALISED, (36,), 3)
    rng = np.random.default_rng(1)
    for _ in range(5):
        network.forward(rng.random((8, 36), np.float32), train=True)
    return network


def test_running_statistics_come_back_with_the_weights(tmp_path: Path) -> None:
    network = trained_twin()
    path = tmp_path / "norm.bpp"
    save_model(
        path, NORMALISED, network.parameters, state=network.named_state(), input_shape=(36,), n_outputs=3
    )
    model = load_model(path)
    assert model.input_shape == (1, 6, 6)
    twin = build_network_for(model.config, model.input_shape, model.n_outputs)
    twin.parameters[:] = model.parameters
    x = np.random.default_rng(2).random((4, 36), np.float32)
    assert not np.array_equal(twin.predict(x), network.predict(x))
    set_state(twin, model.state)
    assert np.array_equal(twin.predict(x), network.predict(x))
    assert set(model.state) == set(network.named_state())


def test_a_network_without_statistics_has_three_members(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["experiment.json", "parameters.npy", "info.json"]
    assert load_model(path).state == {}


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (np.zeros(3, np.float32), "there are 3 running statistics, but the network has 8"),
        (np.full(8, np.nan, np.float32), "some of the running statistics are not finite"),
        (np.zeros((2, 4), np.float32), "state.npy must be one row of 32-bit numbers"),
        (np.zeros(8, np.float64), "state.npy must be one row of 32-bit numbers"),
    ],
)
def test_wrong_statistics_are_refused(tmp_path: Path, state: np.ndarray, sentence: str) -> None:
    network, path = trained_twin(), tmp_path / "norm.bpp"
    save_model(
        path, NORMALISED, network.parameters, state=network.named_state(), input_shape=(36,), n_outputs=3
    )
    with pytest.raises(FileFormatError, match=sentence):
        load_model(rewritten(path, {"state.npy": npy(state)}))


def test_statistics_that_are_missing_are_told(tmp_path: Path) -> None:
    network, path = trained_twin(), tmp_path / "norm.bpp"
    with pytest.raises(FileFormatError, match="there are 0 running statistics"):
        save_model(path, NORMALISED, network.parameters, input_shape=(36,), n_outputs=3)
    assert not path.exists()


def test_statistics_of_another_network_are_refused() -> None:
    network = build_network_for(ExperimentConfig(), (36,), 3)
    with pytest.raises(ShapeError, match="don't fit this network, which has those of no layer"):
        set_state(network, trained_twin().named_state())
