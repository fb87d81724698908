"""Numbers as people say them: two significant figures, thousands separated, powers of ten written out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from playground.experiment.layer_names import layer_number

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def two_figures(value: float) -> str:
    """`value` rounded to two significant figures: 1,700; 0.021; 3.5 million."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    digits = 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    if abs(rounded) >= 1e12:
        return _power_of_ten(rounded)
    if abs(rounded) >= 1e9:
        return f"{rounded / 1e9:g} billion"
    if abs(rounded) >= 1e6:
        return f"{rounded / 1e6:g} million"
    if abs(rounded) >= 10:
        return f"{rounded:,.0f}"
    if abs(rounded) < 1e-6:
        return _power_of_ten(rounded)
    return f"{rounded:.{max(0, 1 - math.floor(math.log10(abs(rounded))))}f}"


def _power_of_ten(value: float) -> str:
    """As in 5.8·10³⁵."""
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}"


def percent(fraction: float) -> str:
    """A fraction as a percentage with one decimal: 94.1 %."""
    return f"{100 * fraction:.1f} %"


def exact(value: float) -> str:
    """A setting as it was chosen: 0.0001, not 1e-04."""
    return f"{value:.10f}".rstrip("0").rstrip(".") if 1e-10 <= abs(value) < 1e6 else f"{value:g}"


def layer_label(names: Sequence[str], index: int) -> str:
    """A layer for people, by its name in the engine: layer 3; layer 2.1 for the first one inside block 2."""
    if not 0 <= index < len(names):
        return _layer(str(index + 1))
    return layer_words(names[index])


def layer_words(name: str) -> str:
    """As `layer_label`, for one name: “layer2.layer1” is layer 2.1."""
    return _layer(layer_number(name))


def _layer(number: str) -> str:
    return QCoreApplication.translate("Narration", "layer {number}").format(number=number)
