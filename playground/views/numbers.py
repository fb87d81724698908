"""Numbers as people read them: fixed width where they change, powers of ten with real superscripts. No Qt."""

from __future__ import annotations

import math

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "−"


def power_of_ten(exponent: int) -> str:
    """10 to the `exponent`, as 10⁻³."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def significant(value: float, digits: int = 3) -> str:
    """`value` with so many significant digits: 0.142, 12.3, 1,230, 1.2·10⁻⁵; – if there is no number."""
    if not math.isfinite(value):
        return "–"
    if value == 0.0:
        return "0"
    sign = MINUS if value < 0 else ""
    size = abs(value)
    exponent = math.floor(math.log10(size) + 1e-12)
    if exponent < -4 or exponent >= 6:
        mantissa = f"{size / 10.0**exponent:.{max(0, min(digits, 2) - 1)}f}"
        if mantissa.startswith("10"):
            mantissa, exponent = mantissa.replace("10", "1", 1), exponent + 1
        return f"{sign}{mantissa}·{power_of_ten(exponent)}"
    decimals = max(0, digits - 1 - exponent)
    return f"{sign}{size:,.{decimals}f}"


def loss_text(value: float) -> str:
    """A loss, steady in width over the usual range: 2.303, 0.142, 0.0087."""
    if math.isfinite(value) and 0.01 <= abs(value) < 10.0:
        return f"{value:.3f}"
    return significant(value, 3 if abs(value) >= 10.0 else 2)


def percent(fraction: float, decimals: int = 1) -> str:
    """A fraction as percent, with a thin space: 96.4 %."""
    return "–" if not math.isfinite(fraction) else f"{100.0 * fraction:.{decimals}f}\u2009%"


def whole(value: float) -> str:
    """A count with thousands separated: 12,345."""
    return "–" if not math.isfinite(value) else f"{round(value):,}".replace("-", MINUS)


def ratio_text(ratio: float) -> str:
    """How many times: 1.8, 17, 1,700, 10⁹ (two significant digits)."""
    if not math.isfinite(ratio):
        return "∞"
    if ratio >= 1e7:
        return power_of_ten(round(math.log10(ratio)))
    if ratio < 9.95:
        return f"{ratio:.1f}"
    scale = 10 ** (math.floor(math.log10(ratio) + 1e-6) - 1)
    return f"{round(ratio / scale) * scale:,}"


def axis_text(value: float) -> str:
    """A tick label: as short as it can be (0, 0.5, 2, 400, 1,500, 20k, 1.2M, 10¹²)."""
    size = abs(value)
    sign = MINUS if value < 0 else ""
    if size < 1e-12:
        return "0"
    if size >= 1e9:
        # Of a run that diverged.
        return sign + significant(size, 2).replace(".0·", "·").removeprefix("1·")
    if size >= 1e6:
        return f"{sign}{_plain(size / 1e6)}M"
    if size >= 1e4:
        return f"{sign}{_plain(size / 1e3)}k"
    if size < 1e-4:
        return sign + significant(size, 1)
    return sign + _plain(size)


def _plain(size: float) -> str:
    rounded = float(f"{size:.6g}")
    return f"{round(rounded):,}" if rounded == round(rounded) else f"{rounded:.6f}".rstrip("0").rstrip(".")
