"""Between a session and a checkpoint: all that decides the coming steps, and the curves so far."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import FileFormatError
from playground.experiment.build import Generators
from playground.experiment.codec import from_json, to_json
from playground.training.checkpoint import Checkpoint
from playground.training.hot_change import apply_hot_change

if TYPE_CHECKING:
    from playground.training.session import Session


def capture(session: Session) -> Checkpoint:
    """Describe this moment of `session`; the arrays are views of the living ones, so encode at once."""
    arrays: dict[str, NDArray[Any]] = {
        "parameters": session.network.parameters,
        "order": session.feed.order,
    }
    if session.custom_start:
        arrays["initial_parameters"] = session.initial_parameters
    arrays |= _prefixed("optimizer", session.optimizer.state_arrays())
    arrays |= _prefixed("network", session.network.named_state())
    arrays |= _prefixed("history", session.history.state_arrays())
    stepper = session.stepper
    values = {
        "step": stepper.step,
        "samples_seen": stepper.samples_seen,
        "smoothed_loss": None if math.isnan(stepper.smoothed_loss) else stepper.smoothed_loss,
        "first_loss": stepper.first_loss,
        "evaluation_due": session.evaluation_due,
        "epoch_is_open": session.epoch_is_open,
        "config": to_json(session.config),
        "n_epochs": session.feed.n_epochs,
        "offset": session.feed.offset,
        "optimizer_steps": session.optimizer.n_steps,
        "stop_rules": session.rules.state(),
        "schedule": session.rates.state(),
        "generators": {
            field.name: getattr(session.generators, field.name).bit_generator.state
            for field in fields(Generators)
        },
    }
    return Checkpoint(values=values, arrays=arrays)


def network_state(checkpoint: Checkpoint) -> dict[str, NDArray[Any]]:
    """The running statistics in `checkpoint`, by name; views of its bytes."""
    return _without_prefix("network", checkpoint.arrays)


def put_back(session: Session, checkpoint: Checkpoint) -> None:
    """Bring `session`, which has the same network, to the moment of `checkpoint`.

    Raises
    ------
    FileFormatError
        If the checkpoint doesn't fit.
    """
    values, arrays = checkpoint.values, checkpoint.arrays
    try:
        apply_hot_change(session, from_json(values["config"]))
        put_back_numbers(session, checkpoint)
        if "initial_parameters" in arrays:
            session.custom_start = True
            _copy_into(session.initial_parameters, arrays["initial_parameters"])
        session.history.restore_arrays(_without_prefix("history", arrays))
        session.feed.restore(values["n_epochs"], values["offset"], arrays["order"])
        session.rules.restore(values["stop_rules"])
        session.rates.restore(values["schedule"])
        for name, state in values["generators"].items():
            getattr(session.generators, name).bit_generator.state = state
        _put_back_values(session, values)
    except (KeyError, TypeError, ValueError) as error:
        raise FileFormatError(
            f"The checkpoint doesn't fit the network that it describes ({error})."
        ) from error


def put_back_numbers(session: Session, checkpoint: Checkpoint) -> None:
    """Bring parameters and optimiser to those of `checkpoint`, taken from the same network."""
    arrays = checkpoint.arrays
    _copy_into(session.network.parameters, arrays["parameters"])
    session.network.gradients.fill(0.0)
    _copy_all(session.network.named_state(), network_state(checkpoint))
    state = _without_prefix("optimizer", arrays)
    if state.keys() == session.optimizer.state_arrays().keys():
        session.optimizer.load_state(state, checkpoint.values["optimizer_steps"])


def _put_back_values(session: Session, values: dict[str, Any]) -> None:
    stepper = session.stepper
    stepper.step = values["step"]
    stepper.samples_seen = values["samples_seen"]
    smoothed = values["smoothed_loss"]
    stepper.smoothed_loss = math.nan if smoothed is None else smoothed
    stepper.first_loss = values["first_loss"]
    session.evaluation_due = values["evaluation_due"]
    session.epoch_is_open = values["epoch_is_open"]


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
