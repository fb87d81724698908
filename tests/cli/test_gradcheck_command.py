"""`gradcheck`: the worst error counts, and fails the command if it is too large."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from cli_command import Command

from playground.cli import gradcheck
from playground.engine.gradcheck import GradientCheck, check_everything


def checked(error: float, name: str = "dense × relu × squared_error") -> GradientCheck:
    return GradientCheck(name=name, parameter="layer1.weights", relative_error=error, n_checked=10, n_moves=0)


@pytest.fixture
def a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first checks of the real ones: all of them are the engine's own test."""

    def some() -> Iterator[GradientCheck]:
        whole = check_everything()
        yield from (next(whole) for _ in range(3))

    monkeypatch.setattr(gradcheck, "check_everything", some)


@pytest.mark.usefixtures("a_few")
def test_real_gradients_pass(command: Command) -> None:
    outcome = command("gradcheck", "--json")
    (figures,) = outcome.lines
    assert outcome.code == 0
    assert figures["passed"] is True
    assert 0 < figures["worst_relative_error"] < 1e-6
    assert figures["n_checks"] == 3
    assert "all within 1e-06" in command("gradcheck").out


@pytest.mark.parametrize("error", [2e-6, math.inf, math.nan])
def test_one_wrong_gradient_fails(error: float, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = [checked(1e-9), checked(error, "dense × tanh × squared_error"), checked(1e-8)]
    monkeypatch.setattr(gradcheck, "check_everything", lambda: iter(checks))
    outcome = command("gradcheck", "--json")
    assert outcome.code == 1
    assert outcome.lines[0]["worst_case"] == "dense × tanh × squared_error"
    assert outcome.lines[0]["passed"] is False
    assert "NOT within" in command("gradcheck").out
