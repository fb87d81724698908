"""Between a run and a checkpoint: all that decides the coming steps, and the curves so far."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import FileFormatError
from playground.experiment.build import Generators
from playground.experiment.codec import from_json
from playground.training.checkpoint import Checkpoint
from playground.training.hot_change import apply_hot_change
from playground.training.run import Run


def capture(run: Run, *, with_history: bool = True) -> Checkpoint:
    """Describe this moment of `run`; the arrays are views of the living ones, so copy or encode at once.

    Without the histories it is small, and enough for a moment of a run that is still there.
    """
    arrays: dict[str, NDArray[Any]] = {
        "parameters": run.network.parameters,
        "order": run.feed.order,
    }
    if run.custom_start and with_history:
        arrays["initial_parameters"] = run.initial_parameters
    arrays |= _prefixed("optimizer", run.optimizer.state_arrays())
    arrays |= _prefixed("network", run.network.named_state())
    if with_history:
        arrays |= _prefixed("history", run.history.state_arrays())
        arrays |= _prefixed("gradients", run.gradient_rows.state_arrays())
    stepper = run.stepper
    values = {
        "step": stepper.step,
        "samples_seen": stepper.samples_seen,
        "smoothed_loss": None if math.isnan(stepper.smoothed_loss) else stepper.smoothed_loss,
        "first_loss": stepper.first_loss,
        "seconds": stepper.seconds,
        "evaluation_due": run.evaluation_due,
        "epoch_is_open": run.epoch_is_open,
        "config": run.config_text,
        "n_epochs": run.feed.n_epochs,
        "offset": run.feed.offset,
        "optimizer_steps": run.optimizer.n_steps,
        "stop_rules": run.rules.state(),
        "schedule": run.rates.state(),
        "cut_before": dict(run.marks.cut_before),
        "origin": [run.parent_run_id, run.forked_at],
        "generators": {
            field.name: getattr(run.generators, field.name).bit_generator.state
            for field in fields(Generators)
        },
    }
    return Checkpoint(values=values, arrays=arrays)


def capture_copy(run: Run) -> Checkpoint:
    """This moment as arrays of its own, without the histories."""
    seen = capture(run, with_history=False)
    arrays = {name: array.copy() for name, array in seen.arrays.items() if name != "order"}
    # Places in the training set: 5,800 of them take 12 kB instead of 46.
    order = seen.arrays["order"]
    arrays["order"] = order.astype(np.min_scalar_type(len(order)))
    return Checkpoint(values=seen.values, arrays=arrays)


def network_state(checkpoint: Checkpoint) -> dict[str, NDArray[Any]]:
    """The running statistics in `checkpoint`, by name; views of its bytes."""
    return _without_prefix("network", checkpoint.arrays)


def put_back(run: Run, checkpoint: Checkpoint) -> None:
    """Bring `run`, which has the same network, to the moment of `checkpoint`.

    Raises
    ------
    FileFormatError
        If the checkpoint doesn't fit.
    """
    values, arrays, stepper = checkpoint.values, checkpoint.arrays, run.stepper
    try:
        if values["config"] != run.config_text:
            apply_hot_change(run, from_json(values["config"]))
        put_back_numbers(run, checkpoint)
        if "initial_parameters" in arrays:
            run.custom_start = True
            _copy_into(run.initial_parameters, arrays["initial_parameters"])
        history = _without_prefix("history", arrays)
        if history:
            run.history.restore_arrays(history)
            run.gradient_rows.restore_arrays(_without_prefix("gradients", arrays))
            stepper.seconds = values.get("seconds", 0.0)
            run.parent_run_id, run.forked_at = values.get("origin", (None, 0))
        run.feed.restore(values["n_epochs"], values["offset"], arrays["order"])
        run.rules.restore(values["stop_rules"])
        run.rates.restore(values["schedule"])
        for name, state in values["generators"].items():
            getattr(run.generators, name).bit_generator.state = state
        _put_back_values(run, values)
    except (KeyError, TypeError, ValueError) as error:
        raise FileFormatError(
            f"The checkpoint doesn't fit the network that it describes ({error})."
        ) from error


def put_back_numbers(run: Run, checkpoint: Checkpoint) -> None:
    """Bring parameters and optimiser to those of `checkpoint`, taken from the same network."""
    arrays = checkpoint.arrays
    _copy_into(run.network.parameters, arrays["parameters"])
    run.network.gradients.fill(0.0)
    run.stepper.gradient_step = -1
    _copy_all(run.network.named_state(), network_state(checkpoint))
    state = _without_prefix("optimizer", arrays)
    if state.keys() == run.optimizer.state_arrays().keys():
        run.optimizer.load_state(state, checkpoint.values["optimizer_steps"])
    run.marks.restore(checkpoint.values.get("cut_before", {}))


def _put_back_values(run: Run, values: dict[str, Any]) -> None:
    stepper = run.stepper
    stepper.step = values["step"]
    stepper.samples_seen = values["samples_seen"]
    smoothed = values["smoothed_loss"]
    stepper.smoothed_loss = math.nan if smoothed is None else smoothed
    stepper.first_loss = values["first_loss"]
    run.evaluation_due = values["evaluation_due"]
    run.epoch_is_open = values["epoch_is_open"]


def _copy_into(target: NDArray[Any], source: NDArray[Any]) -> None:
    if target.shape != source.shape:
        raise ValueError(f"{source.shape} for {target.shape}")
    np.copyto(target, source)


def _copy_all(targets: dict[str, Any], sources: dict[str, NDArray[Any]]) -> None:
    if targets.keys() != sources.keys():
        raise KeyError(", ".join(sorted(targets.keys() ^ sources.keys())))
    for name, target in targets.items():
        _copy_into(target, sources[name])


def _prefixed(prefix: str, arrays: dict[str, Any]) -> dict[str, NDArray[Any]]:
    return {f"{prefix}/{name}": array for name, array in arrays.items()}


def _without_prefix(prefix: str, arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    start = prefix + "/"
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
