"""A number in a formula: so many significant digits, a real minus, powers of ten with superscripts. No Qt."""

from __future__ import annotations

import math

MINUS = "−"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# A value that differs by less than this from its rounded self was meant to be the round one: 1.7, not 1.700.
_ROUND = 1e-9
_SMALLEST_EXPONENT, _LARGEST_EXPONENT = -4, 6


def number_parts(value: float, digits: int = 4) -> tuple[str, int | None]:
    """Decimal part, and the exponent of ten if it needs one: ("1.234", -7); ("0.5000", None).

    A value that is exactly as short as it looks is written short (2, 0.5, −12), every other one with all its
    digits, so that the width of a trained network's numbers stays.
    """
    if not math.isfinite(value):
        return ("∞" if value > 0 else f"{MINUS}∞" if value < 0 else "NaN"), None
    if value == 0:
        return "0", None
    sign = MINUS if value < 0 else ""
    mantissa, exponent_text = f"{abs(value):.{digits - 1}e}".split("e")
    exponent = int(exponent_text)
    rounded = float(f"{mantissa}e{exponent}")
    is_round = abs(rounded - abs(value)) <= _ROUND * abs(value)
    if _SMALLEST_EXPONENT <= exponent < _LARGEST_EXPONENT:
        text = f"{rounded:.{max(0, digits - 1 - exponent)}f}"
        return sign + (_shortened(text) if is_round else text), None
    return sign + (_shortened(mantissa) if is_round else mantissa), exponent


def number_text(value: float, digits: int = 4) -> str:
    """`value` as plain text: 0.1420, −12, 1.234·10⁻⁷."""
    decimal, exponent = number_parts(value, digits)
    if exponent is None:
        return decimal
    return f"{before_power(decimal, '·')}10{str(exponent).translate(_SUPERSCRIPTS)}"


def before_power(decimal: str, times: str) -> str:
    """What stands before 10⁻⁸: nothing for a plain power of ten, else the decimal part and a sign."""
    return decimal.removesuffix("1") if decimal in ("1", f"{MINUS}1", "-1") else f"{decimal}{times}"


def number_latex(value: float, digits: int = 4) -> str:
    r"""`value` for LaTeX: 1.234 \cdot 10^{-7}."""
    decimal, exponent = number_parts(value, digits)
    decimal = decimal.replace(MINUS, "-").replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    if exponent is None:
        return decimal
    before = before_power(decimal, r" \cdot ")
    return f"{before}10^{{{exponent}}}"


def _shortened(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
