"""Numbers as they are typed in the builder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.builder.number_text import (
    limits_problem,
    next_suggestion,
    next_whole,
    number_text,
    read_number,
)
from playground.errors import ConfigError
from playground.experiment.fields import FIELDS, LAYER_FIELDS

UNITS = LAYER_FIELDS["units"]
BATCH = FIELDS["training.batch_size"]
L2 = FIELDS["loss.l2"]


@pytest.mark.parametrize(
    ("path", "number", "text"),
    [
        ("loss.l2", 0.0001, "0.0001"),
        ("loss.l2", 0.00001, "1e-5"),
        ("loss.l2", 0, "0"),
        ("optimizer.epsilon", 1e-8, "1e-8"),
        ("optimizer.beta2", 0.9999, "0.9999"),
        ("training.batch_size", 0, "whole training set"),
        ("training.batch_size", 100000, "100000"),
    ],
)
def test_text_of_a_number_reads_back(path: str, number: float, text: str) -> None:
    assert number_text(FIELDS[path], number) == text
    assert read_number(FIELDS[path], text) == number


@given(st.floats(min_value=1e-12, max_value=10.0))
def test_what_is_shown_is_the_number_to_seven_digits(number: float) -> None:
    assert read_number(L2, number_text(L2, number)) == pytest.approx(number, rel=1e-5, abs=1e-10)


@pytest.mark.parametrize("text", ["0", "-3", "2049", "many", "", "1.5", "1e400", "nan", "inf"])
def test_what_can_not_be_a_layer_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_number(UNITS, text)
    assert str(refused.value).endswith(".")


def test_the_refusal_names_the_setting_its_limits_and_what_was_given() -> None:
    assert limits_problem(UNITS, 5000) == "Neurons: 1 to 2,048 can be used, not 5,000."
    assert limits_problem(UNITS, 2048) is None


@pytest.mark.parametrize(
    ("number", "up", "down"),
    [(1, 2, 0), (15, 16, 14), (16, 20, 15), (64, 80, 60), (100, 112, 96), (128, 144, 112)],
)
def test_steps_are_small_for_small_layers_and_round_for_large_ones(number: int, up: int, down: int) -> None:
    assert next_whole(number, 1) == up
    assert next_whole(number, -1) == down


@given(st.integers(min_value=1, max_value=2047))
def test_every_step_moves_in_its_direction(number: int) -> None:
    assert next_whole(number, -1) < number < next_whole(number, 1)


def test_suggestions_are_walked_in_order_from_any_number() -> None:
    assert next_suggestion(BATCH, 50, 1) == 64
    assert next_suggestion(BATCH, 50, -1) == 32
    assert next_suggestion(BATCH, 512, 1) is None
