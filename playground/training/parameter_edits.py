"""Single parameters set by hand, between two steps."""

from __future__ import annotations

import math

from playground.errors import ConfigError
from playground.experiment.addresses import address_of
from playground.training.messages import ParameterEdit
from playground.training.run import Run


def set_parameters(run: Run, edits: tuple[ParameterEdit, ...]) -> tuple[ParameterEdit, ...]:
    """Set parameters of `run` and return what they were: carried out in reverse, it undoes the edits.

    A frozen one stays frozen, at its new value.

    Raises
    ------
    ConfigError
        If there is no such parameter, the value isn't finite, or the weight is cut; then nothing is changed.
    """
    places = [run.network.flat_index(edit.name, edit.index) for edit in edits]
    for edit in edits:
        address = address_of(edit.name, edit.index)
        if not math.isfinite(edit.value) or abs(edit.value) > 1e30:
            raise ConfigError(f"{address} can't be {edit.value}: a weight is a finite number.")
        if address in run.marks.cut_before:
            raise ConfigError(f"{address} is cut, so it is held at 0. Join it again before you set it.")
    old = []
    parameters = run.network.parameters
    for edit, place in zip(edits, places, strict=True):
        old.append(ParameterEdit(name=edit.name, index=edit.index, value=float(parameters[place])))
        parameters[place] = edit.value
    run.marks.refresh()
    return tuple(reversed(old))
