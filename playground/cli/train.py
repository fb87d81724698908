"""`train`: a run without a window, by the same session that the window drives: same seed, same bits."""

from __future__ import annotations

import argparse
import math
from dataclasses import replace
from time import perf_counter
from typing import Any

from playground import __version__
from playground.cli.listing import print_list
from playground.cli.output import fail, print_json, telling_errors
from playground.cli.progress import ProgressLine, duration
from playground.data.atomic_file import check_writable
from playground.engine import Dense
from playground.errors import ConfigError
from playground.experiment import (
    Change,
    ExperimentConfig,
    diff,
    fitted,
    format_layers,
    save_model,
    set_value,
    validate,
)
from playground.experiment.opening import open_named
from playground.training.checkpoint_saver import CheckpointSaver
from playground.training.messages import RunState
from playground.training.session import Session

DEFAULT_EPOCHS = 10
"""For experiments that would go on until they are told, which nobody can here."""
_LOOK_UP_S = 0.2


def run(options: argparse.Namespace) -> int:
    """Train and return the exit code: 1 for wrong settings or a divergence."""
    return telling_errors(lambda: print_list(as_json=options.json) if options.list else _train(options))


def configure(config: ExperimentConfig, options: argparse.Namespace) -> ExperimentConfig:
    """Apply `--set`, `--seed` and `--epochs` to an experiment; without any stop rule it gets one.

    Raises
    ------
    ConfigError
        If a setting is unknown or outside its range, or they don't fit together.
    """
    for setting in options.settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise ConfigError(f"“{setting}” is not a setting; write it as --set learning_rate=0.01.")
        new = set_value(config, key, value)
        # Other data bring what fits them; what is set afterwards counts.
        config = fitted(new, config) if new.data != config.data else new
    if options.seed is not None:
        config = set_value(config, "seed", options.seed)
    if options.epochs is not None:
        config = set_value(config, "training.max_epochs", options.epochs)
    elif not config.training.max_epochs and not config.training.patience_epochs:
        config = replace(config, training=replace(config.training, max_epochs=DEFAULT_EPOCHS))
    validate(config)
    return config


def _train(options: argparse.Namespace) -> int:
    opened = open_named(options.experiment)
    config = configure(opened.config, options)
    if options.output is not None:
        # Told now, not after hours of training.
        check_writable(options.output)
    parameters = opened.parameters
    same_seed = replace(config, seed=opened.config.seed)
    if parameters is not None and diff(opened.config, same_seed) is Change.REBUILD:
        raise ConfigError(
            f"“{options.experiment}” is a trained network, and these settings need a new one. "
            "Take an experiment without weights instead."
        )
    session = Session(config, parameters=parameters, state=opened.state)
    report = _Report(session, as_json=options.json)
    report.started(options.experiment)
    try:
        _run(session, report)
    except KeyboardInterrupt:
        report.interrupted()
        _save(session, options)
        raise
    if session.divergence is not None:
        _save_last_good(session, options)
        return 1
    _save(session, options)
    return 0


def _run(session: Session, report: _Report) -> None:
    """Drive the session to its end, looking up several times a second to say how it goes."""
    n_steps = 1
    saver = CheckpointSaver(session, 0, lambda _: None)
    while session.state in (RunState.PAUSED, RunState.TRAINING):
        epochs_before = int(session.epoch)
        began = perf_counter()
        made = session.run(min(n_steps, _steps_to_epoch_end(session)))
        seconds = max(perf_counter() - began, 1e-6)
        n_steps = max(1, min(int(made / seconds * _LOOK_UP_S), 4 * n_steps))
        report.progressed()
        if int(session.epoch) > epochs_before:
            # Kept in the session's ring, for a divergence.
            saver.save_if_due()
            report.finished_epoch()
    report.ended()


def _steps_to_epoch_end(session: Session) -> int:
    left = session.dataset.n_train - session.feed.offset
    return math.ceil(left / session.feed.batch_size)


def _save_last_good(session: Session, options: argparse.Namespace) -> None:
    """Save what the run had learned before it diverged."""
    if options.output is None or session.divergence is None:
        return
    step = session.divergence.last_good_step
    if step == 0:
        fail(f"{options.output} was not written: the run diverged before it had learned anything.")
        return
    session.restore_last_good(session.config)
    _save(session, options, f"The last good weights, those of step {step:,}, are saved as {options.output}.")


def _save(session: Session, options: argparse.Namespace, sentence: str = "") -> None:
    if options.output is None:
        return
    newest = session.evaluation
    info = {
        "program": f"backprop-playground {__version__}",
        "steps": session.step,
        "epochs": round(session.epoch, 3),
        "test_loss": newest.test_loss if newest else None,
        # A regression has none, and JSON no NaN.
        "test_accuracy": newest.test_accuracy if newest and math.isfinite(newest.test_accuracy) else None,
    }
    dataset = session.dataset
    save_model(
        options.output,
        session.config,
        session.network.parameters,
        info,
        state=session.network.named_state(),
        input_shape=dataset.input_shape,
        n_outputs=dataset.n_classes,
    )
    if not options.json:
        print(sentence or f"Saved as {options.output}.")


class _Report:
    """Says how a run goes, in lines of JSON or in lines for people."""

    def __init__(self, session: Session, *, as_json: bool) -> None:
        self._session = session
        self._as_json = as_json
        self._line = ProgressLine(silent=as_json)
        self._began = perf_counter()

    def started(self, name: str) -> None:
        session = self._session
        network = session.network
        sizes = [network.n_inputs, *(math.prod(layer.output_shape) for layer in network.layers)]
        values = {
            "event": "started",
            "experiment": name,
            "seed": session.config.seed,
            "layers": sizes,
            "n_parameters": network.n_parameters,
            "n_train": session.dataset.n_train,
            "n_test": session.dataset.n_test,
            "steps_per_epoch": session.steps_per_epoch,
        }
        layers = session.config.network.layers
        only_dense = all(isinstance(layer, Dense) for layer in layers)
        shown = "-".join(map(str, sizes)) if only_dense else format_layers(layers)
        values["network"] = format_layers(layers)
        text = (
            f"{shown}, {network.n_parameters:,} parameters, "
            f"{session.dataset.n_train:,} training examples, seed {session.config.seed}"
        )
        self._tell(values | {"remarks": session.dataset.remarks}, "\n".join([text, *session.dataset.remarks]))

    def progressed(self) -> None:
        session = self._session
        seconds = perf_counter() - self._began
        rate = session.step / max(seconds, 1e-6)
        text = f"epoch {session.epoch:.1f}  loss {session.smoothed_loss:.4f}  {rate:,.0f} steps/s"
        if session.config.training.max_epochs:
            left = (
                (session.config.training.max_epochs - session.epoch)
                * session.steps_per_epoch
                / max(rate, 1e-6)
            )
            text += f"  at most {duration(left)} left"
        self._line.show(text)

    def finished_epoch(self) -> None:
        session = self._session
        newest = session.evaluation
        if newest is None:
            return
        seconds = perf_counter() - self._began
        # A regression has none.
        accuracy = "" if math.isnan(newest.test_accuracy) else f"test accuracy {newest.test_accuracy:.2%}  "
        values = {
            "event": "epoch",
            "epoch": int(session.epoch),
            "step": session.step,
            "batch_loss": session.smoothed_loss,
            "train_loss": newest.train_loss,
            "train_accuracy": newest.train_accuracy,
            "test_loss": newest.test_loss,
            "test_accuracy": newest.test_accuracy,
            "learning_rate": session.learning_rate,
            "penalty": session.trainer.last_penalty,
            "seconds": round(seconds, 3),
            "steps_per_second": round(session.step / max(seconds, 1e-6), 1),
        }
        text = (
            f"epoch {int(session.epoch):>4}  training loss {newest.train_loss:.4f}  "
            f"test loss {newest.test_loss:.4f}  {accuracy}{duration(seconds)}"
        )
        self._tell(values, text)

    def interrupted(self) -> None:
        values = {"event": "interrupted", "step": self._session.step, "epoch": self._session.epoch}
        self._tell(values, f"Stopped at step {self._session.step:,}.")

    def ended(self) -> None:
        session = self._session
        if session.divergence is not None:
            self._tell_divergence()
            return
        why = session.stopped_because
        newest = session.evaluation
        values: dict[str, Any] = {
            "event": "finished",
            "reason": why.reason if why else None,
            "epochs": int(session.epoch),
            "step": session.step,
            "test_loss": newest.test_loss if newest else None,
            "test_accuracy": newest.test_accuracy if newest else None,
            "seconds": round(perf_counter() - self._began, 3),
        }
        n_epochs = int(session.epoch)
        text = f"Finished after {n_epochs} {'epoch' if n_epochs == 1 else 'epochs'}."
        if why is not None and why.reason == "no_improvement":
            values |= {"best_epoch": why.best_epoch, "best_test_loss": why.best_test_loss}
            text = (
                f"Finished after {why.epochs} epochs: the test loss has not improved for "
                f"{why.patience_epochs}; it was best ({why.best_test_loss:.4f}) after epoch {why.best_epoch}."
            )
        self._tell(values, text)

    def _tell_divergence(self) -> None:
        session, where = self._session, self._session.divergence
        assert where is not None
        rate = session.config.optimizer.learning_rate
        what = (
            f"the loss grew to {where.value:.3g}, with the largest weights in {where.layer},"
            if where.quantity == "loss"
            else f"{where.quantity} in {where.layer} left the finite range"
        )
        sentence = (
            f"training diverged: {what} at step {session.step:,}. "
            f"Try a learning rate smaller than {rate:g}, say {rate / 10:g}."
        )
        if self._as_json:
            print_json({"event": "diverged", "step": session.step, **where.details(), "message": sentence})
        self._line.clear()
        fail(sentence)

    def _tell(self, values: dict[str, Any], text: str) -> None:
        if self._as_json:
            print_json(values)
        else:
            self._line.clear()
            print(text, flush=True)
