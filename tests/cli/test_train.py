"""`train`: what it prints, what it saves, how it ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from cli_command import FAST, Command

from playground.engine import OPTIMIZERS
from playground.experiment import EXAMPLES, FIELDS, LAYER_KINDS, load_model, set_value, to_json
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import FieldKind
from playground.training.session import Session


def test_one_json_object_a_line(command: Command) -> None:
    outcome = command("train", "digits", "--epochs", 3, "--seed", 5, *FAST, "--json")
    assert outcome.code == 0
    assert outcome.err == ""
    first, *epochs, last = outcome.lines
    assert (first["event"], first["seed"], first["layers"]) == ("started", 5, [784, 8, 10])
    assert [line["epoch"] for line in epochs] == [1, 2, 3]
    assert [line["step"] for line in epochs] == [n * first["steps_per_epoch"] for n in (1, 2, 3)]
    assert epochs[-1]["test_loss"] < epochs[0]["test_loss"]
    assert (last["event"], last["reason"], last["epochs"]) == ("finished", "max_epochs", 3)
    assert last["test_accuracy"] == epochs[-1]["test_accuracy"]


def test_the_same_seed_gives_the_same_figures(command: Command) -> None:
    def losses(seed: int) -> list[float]:
        lines = command("train", "--epochs", 2, "--seed", seed, *FAST, "--json").lines
        return [line["test_loss"] for line in lines if line["event"] == "epoch"]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def test_the_saved_network_is_the_one_that_the_session_trains(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.bpp"
    outcome = command("train", "--epochs", 2, *FAST, "--output", path)
    assert outcome.code == 0
    assert f"Saved as {path}" in outcome.out
    model = load_model(path)
    assert model.info["epochs"] == 2
    session = Session(model.config)
    session.run(2 * session.steps_per_epoch)
    assert np.array_equal(model.parameters, session.network.parameters)


def test_a_network_of_every_kind_of_layer_is_trained_saved_and_tested(
    command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "deep.bpp"
    layers = "conv4k5s3p0, bn:relu, pool2, residual(conv4, dropout0.1), layernorm, 16"
    outcome = command(
        "train",
        *("--epochs", 2, "--set", f"layers={layers}", "--set", "schedule=exponential"),
        *("--set", "epoch_decay=0.5", "--set", "l1=0.0001", "--set", "data.augmentation=off"),
        *("--output", path, "--json"),
    )
    started, first, second, last = outcome.lines
    assert started["layers"] == [784, 256, 256, 64, 64, 64, 16, 10]
    assert started["network"].startswith("conv4k5s3p0:relu, batchnorm:relu, pool2, residual(")
    assert second["learning_rate"] == pytest.approx(0.5 * first["learning_rate"])
    assert first["penalty"] > 0.0
    tested = command("evaluate", path, "--json").lines[0]
    assert tested["loss"] == pytest.approx(last["test_loss"], rel=1e-5)
    assert tested["accuracy"] == last["test_accuracy"]
    # It goes on from there, running statistics and all.
    again = command("train", path, "--epochs", 1, "--json").lines[1]
    assert again["test_loss"] < first["test_loss"]


def test_lines_for_people(command: Command) -> None:
    outcome = command("train", "--epochs", 1, *FAST)
    assert "784-8-10, 6,370 parameters" in outcome.out
    assert "test accuracy" in outcome.out
    assert "Finished after 1 epoch." in outcome.out
    # No terminal, no line that is written over.
    assert "\r" not in outcome.out + outcome.err


def test_patience_ends_a_run_and_says_why(command: Command) -> None:
    settings = [*FAST, "--set", "patience_epochs=2", "--set", "learning_rate=0"]
    outcome = command("train", *settings, "--json")
    assert outcome.lines[-1]["reason"] == "no_improvement"
    assert outcome.lines[-1]["epochs"] <= 4
    assert "has not improved for 2" in command("train", *settings).out


def test_an_experiment_without_end_gets_one(command: Command) -> None:
    endless = [*FAST, "--set", "max_epochs=0", "--set", "patience_epochs=0"]
    assert command("train", *endless, "--json").lines[-1]["epochs"] == 10


def test_divergence_is_told_with_layer_and_step(command: Command) -> None:
    outcome = command("train", "learning_rate_too_large", "--json")
    assert outcome.code == 1
    last = outcome.lines[-1]
    assert last["event"] == "diverged"
    assert last["layer"].startswith("layer")
    assert last["step"] > 0
    assert "Try a learning rate smaller than 10" in last["message"]
    assert last["message"] in outcome.err


def test_what_was_learned_before_a_divergence_is_saved(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.training.checkpoint_saver.CHECKPOINT_INTERVAL_S", 0.0)
    path = tmp_path / "good.bpp"
    # The warm-up goes through good rates before it comes to those that no network stands.
    settings = (
        "layers=none",
        "loss=squared_error",
        "optimizer=sgd",
        "learning_rate=0.1",
        "warm_up_epochs=60",
    )
    growing = [part for setting in settings for part in ("--set", setting)]
    outcome = command("train", "digits", *FAST, *growing, "--epochs", 60, "--output", path)
    assert outcome.code == 1
    assert "training diverged" in outcome.err
    assert "The last good weights, those of step" in outcome.out
    tested = command("evaluate", path, "--json").lines[0]
    assert tested["accuracy"] > 0.3  # ten classes: without what was learned it is 0.1


def test_a_run_that_diverges_at_once_has_nothing_to_save(command: Command, tmp_path: Path) -> None:
    outcome = command("train", "learning_rate_too_large", "--output", tmp_path / "nothing.bpp")
    assert outcome.code == 1
    assert "nothing.bpp was not written" in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--set", "learning_rat=1"], "Did you mean optimizer.learning_rate?"),
        (["--set", "learning_rate"], "write it as --set learning_rate=0.01"),
        (["--set", "layers=0"], "network.layer1.units is 0"),
        (["--set", "layers=100x32"], "at most 64 hidden layers"),
        (["--set", "learning_rate=1e9"], "from 0 to 1,000"),
        (["--set", "layers=64x2048", "--set", "batch_size=0"], "GB of memory"),
        (["--set", "layers=64,conv8"], "Layer 2 (convolution) works on pictures"),
        (["--set", "layers=conv8,pol2"], "“pol2” is not a layer; write layers as"),
        (["--set", "decay=0.5"], "“decay” can be optimizer.decay or schedule.decay; write it out"),
        (["digitz"], "Did you mean digits?"),
        (["trained_digits", "--set", "layers=5"], "these settings need a new one"),
    ],
)
def test_wrong_settings_end_with_a_sentence_and_2(
    arguments: list[str], sentence: str, command: Command
) -> None:
    outcome = command("train", *arguments)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.out == ""


def test_a_damaged_file_ends_with_a_sentence_and_1(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{")
    outcome = command("train", tmp_path / "mine.json")
    assert outcome.code == 1
    assert "mine.json" in outcome.err
    assert "not JSON" in outcome.err


def test_an_output_that_cannot_be_written_is_told_before_training(command: Command, tmp_path: Path) -> None:
    outcome = command("train", "--output", tmp_path / "missing" / "mine.bpp")
    assert outcome.code == 1
    assert "mine.bpp can't be written: its folder doesn't exist" in outcome.err
    assert outcome.out == ""


def test_an_experiment_file_is_trained(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(to_json(set_value(ExperimentConfig(), "layers", "3")))
    outcome = command("train", path, "--epochs", 1, "--json")
    assert outcome.lines[0]["layers"] == [784, 3, 10]


def test_a_trained_network_goes_on(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.bpp"
    command("train", "--epochs", 3, *FAST, "--output", path)
    outcome = command("train", path, "--epochs", 1, "--seed", 99, "--json")
    fresh = command("train", "--epochs", 1, *FAST, "--json")
    assert outcome.lines[1]["test_loss"] < fresh.lines[1]["test_loss"]


def test_list_names_examples_and_settings(command: Command) -> None:
    text = command("train", "--list").out
    assert all(name in text for name in [*EXAMPLES, *FIELDS, *LAYER_KINDS])
    lines = command("train", "--list", "--json").lines
    assert {line.get("example") for line in lines} >= set(EXAMPLES)
    assert {line.get("layer") for line in lines} >= set(LAYER_KINDS)
    settings = {line["setting"]: line for line in lines if "setting" in line}
    assert settings["optimizer.kind"]["choices"] == list(OPTIMIZERS)
    assert (settings["seed"]["minimum"], settings["seed"]["usual"]) == (0, 7)
    # What is usual can be typed again, and so can every choice.
    for path, line in settings.items():
        for value in (*line["choices"], line["usual"]):
            typed = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            set_value(ExperimentConfig(), path, typed)
    assert "(0 to 1,000; usually 0.001)" in text
    assert "(sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw; usually adam)" in text


def test_every_number_has_the_limits_that_the_list_shows() -> None:
    numbers = [f for f in FIELDS.values() if f.kind in (FieldKind.INTEGER, FieldKind.NUMBER)]
    assert len(numbers) > 20
    assert all(field.minimum is not None and field.maximum is not None for field in numbers)
