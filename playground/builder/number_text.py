"""Numbers of a `Field` as text and back, and what to say when they don't fit."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from playground.errors import ConfigError
from playground.experiment.field import Field, FieldKind
from playground.experiment.parsing import parse_value

Number = float | int


def number_text(field: Field, number: Number) -> str:
    """`number` as it is typed: the shortest decimal that reads back the same; or what 0 means."""
    if number == 0 and field.zero_means:
        return field.zero_means
    if field.kind is FieldKind.INTEGER:
        return f"{int(number)}"
    plain = f"{number:.10f}".rstrip("0").rstrip(".")
    return plain if 1e-4 <= abs(number) < 1e6 or number == 0 else _scientific(number)


def _scientific(number: Number) -> str:
    mantissa, _, exponent = f"{number:.6e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def read_number(field: Field, text: str) -> Number:
    """Read what was typed for `field` and hold it against its limits.

    Raises
    ------
    ConfigError
        With the sentence to show: it isn't a number, or it is outside the limits.
    """
    if field.zero_means and text.strip().casefold() == field.zero_means.casefold():
        return 0
    value = parse_value(field, text)
    if not isinstance(value, int | float):
        raise ConfigError(refusal(field, text.strip()))
    problem = limits_problem(field, value)
    if problem:
        raise ConfigError(problem)
    return value


def limits_problem(field: Field, number: Number) -> str | None:
    """The sentence for a number outside the limits of `field`, or None."""
    too_low = field.minimum is not None and number < field.minimum
    too_high = field.maximum is not None and number > field.maximum
    return refusal(field, f"{number:,.10g}") if too_low or too_high else None


def refusal(field: Field, shown: str) -> str:
    """Say what `field` takes, and what it was given."""
    text = QCoreApplication.translate("Builder", "{label}: {low} to {high} can be used, not {value}.")
    low = "−∞" if field.minimum is None else f"{field.minimum:,.10g}"
    high = "∞" if field.maximum is None else f"{field.maximum:,.10g}"
    return text.format(label=field.label, low=low, high=high, value=shown)


def next_whole(number: int, direction: int) -> int:
    """Next whole number up or down: by 1 up to 16, then on round numbers about an eighth apart."""
    size = 1
    for bound, larger in ((16, 4), (64, 16), (256, 64), (1024, 256)):
        if number > bound or (number == bound and direction > 0):
            size = larger
    return (number // size + 1) * size if direction > 0 else (-(-number // size) - 1) * size


def next_suggestion(field: Field, number: Number, direction: int) -> Number | None:
    """Next of the field's good values above or below `number`; None at the end."""
    further = sorted(value for value in field.suggestions if (value - number) * direction > 0)
    if not further:
        return None
    value = further[0] if direction > 0 else further[-1]
    return int(value) if field.kind is FieldKind.INTEGER else value


def next_number(field: Field, number: Number, direction: int) -> Number:
    """One step up or down: round numbers for whole ones, good values on a log scale, else the step."""
    if field.kind is FieldKind.INTEGER:
        return next_whole(int(number), direction)
    if field.scale == "log" or not field.step:
        further = next_suggestion(field, number, direction)
        return number if further is None else further
    return round((round(number / field.step) + direction) * field.step, 10)
