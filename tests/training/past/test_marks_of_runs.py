"""Weights set, frozen and cut, units silenced, while a run goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from playground.errors import ConfigError
from playground.experiment.config import ExperimentConfig
from playground.training.checkpoint import decode_checkpoint
from playground.training.messages import ParameterEdit
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def marked(config: ExperimentConfig, **marks: tuple[str, ...]) -> ExperimentConfig:
    return replace(config, network=replace(config.network, **marks))


def edit(value: float, name: str = "layer1.weights", index: tuple[int, ...] = (300, 2)) -> ParameterEdit:
    return ParameterEdit(name=name, index=index, value=value)


def test_an_edit_is_undone_by_what_it_returns(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    before = session.network.parameters.copy()
    old = session.set_parameters((edit(0.5), edit(0.75), edit(1.0, "layer2.biases", (3,))))
    assert session.network.named_parameters()["layer1.weights"][300, 2] == 0.75
    assert session.network.named_parameters()["layer2.biases"][3] == 1.0
    session.set_parameters(old)
    assert np.array_equal(session.network.parameters, before)


@pytest.mark.parametrize(
    "bad", [edit(float("nan")), edit(float("inf")), edit(1.0, "layer9.weights"), edit(1.0, index=(1,))]
)
def test_an_edit_that_makes_no_sense_changes_nothing(make_config: ConfigMaker, bad: ParameterEdit) -> None:
    session = Session(make_config())
    before = session.network.parameters.copy()
    with pytest.raises(ConfigError):
        session.set_parameters((edit(0.5), bad))
    assert np.array_equal(session.network.parameters, before)
    assert session.happenings == []


def test_a_frozen_weight_keeps_its_value_and_may_be_set(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    session.run(5)
    weights = session.network.named_parameters()["layer1.weights"]
    value = weights[300, 2]
    session.change(marked(session.config, frozen=("layer1.weights[300,2]",)))
    session.run(5)
    assert weights[300, 2] == value
    session.set_parameters((edit(0.5),))
    session.run(5)
    assert weights[300, 2] == 0.5
    session.change(marked(session.config, frozen=()))
    session.run(5)
    assert weights[300, 2] != 0.5


def test_a_cut_weight_is_zero_and_comes_back_with_its_value(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    session.run(5)
    weights = session.network.named_parameters()["layer1.weights"]
    value = weights[300, 2]
    session.change(marked(session.config, cut=("layer1.weights[300,2]",)))
    assert weights[300, 2] == 0.0
    session.run(5)
    assert weights[300, 2] == 0.0
    with pytest.raises(ConfigError, match="Join it again"):
        session.set_parameters((edit(0.5),))
    resumed = Session.from_checkpoint(decode_checkpoint(session.checkpoint().encode()))
    for one in (session, resumed):
        one.run(5)
        one.change(marked(one.config, cut=()))
        assert one.network.named_parameters()["layer1.weights"][300, 2] == value
        one.run(5)
    assert np.array_equal(session.network.parameters, resumed.network.parameters)


def test_a_run_with_all_marks_is_resumed_with_the_same_bits(make_config: ConfigMaker) -> None:
    marks = {
        "frozen": ("layer1.biases[0]", "layer2.weights[2,2]"),
        "cut": ("layer1.weights[5,1]",),
        "silenced": ("layer1[4]",),
    }
    straight = Session(marked(make_config(batch_size=100), **marks))
    straight.run(30)
    resumed = Session.from_checkpoint(decode_checkpoint(straight.checkpoint().encode()))
    straight.run(30)
    resumed.run(30)
    assert np.array_equal(straight.network.parameters, resumed.network.parameters)
    assert resumed.network.silenced() == {"layer1": (4,)}
    assert straight.evaluation == resumed.evaluation


def test_a_silenced_unit_learns_nothing_and_says_nothing(make_config: ConfigMaker) -> None:
    session = Session(make_config(optimizer="sgd"))
    session.change(marked(session.config, silenced=("layer1[4]",)))
    before = session.network.named_parameters()["layer1.weights"][:, 4].copy()
    session.run(20)
    assert np.array_equal(session.network.named_parameters()["layer1.weights"][:, 4], before)


@pytest.mark.parametrize(
    "marks",
    [
        {"frozen": ("layer9.weights[0,0]",)},
        {"cut": ("layer1.weights[0,0,0]",)},
        {"silenced": ("layer1[12]",)},
        {"silenced": ("layer1[1,1]",)},
    ],
)
def test_marks_that_do_not_fit_change_nothing(
    make_config: ConfigMaker, marks: dict[str, tuple[str, ...]]
) -> None:
    session = Session(make_config())
    config, before = session.config, session.network.parameters.copy()
    wanted = marked(config, **({"cut": ("layer1.weights[300,2]",)} | marks))
    with pytest.raises(ConfigError):
        session.change(wanted)
    assert session.config == config
    assert np.array_equal(session.network.parameters, before)
    assert session.happenings == []
