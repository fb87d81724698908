"""The gradients in words: for the read-out, for those who can't see the plot, and for the bar that is pointed
at. No widget."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.experiment.layer_names import layer_number
from playground.theme import Theme
from playground.training.messages import FloatArray, Gradients
from playground.views.gradient_health import LEAST_RATIO, MOST_RATIO, first_to_last, update_ratios
from playground.views.numbers import percent, ratio_text, significant
from playground.views.readout import Line, Segment


def _tr(text: str) -> str:
    return QCoreApplication.translate("GradientView", text)


def layer_numbers(gradients: Gradients) -> list[str]:
    """The layers' numbers as people read them, first layer first."""
    return [layer_number(name) for name in gradients.layer_names]


def wordings(gradients: Gradients, theme: Theme) -> Sequence[Line]:
    """What the gradients say at first sight, longest wording first."""
    numbers = layer_numbers(gradients)
    first, last = numbers[0], numbers[-1]
    found = first_to_last(gradients.rms)
    if found is None and len(numbers) > 1 and not np.any(gradients.rms):
        texts = (_tr("the gradient of every weight is zero: they don't learn"), _tr("all gradients: zero"))
        return [(Segment(text, theme.error),) for text in texts]
    if found is None:
        value = significant(float(gradients.rms[0]), 2)
        return [(Segment(_tr("gradient {0} (RMS of ∂L/∂w)").format(value)),), (Segment(value),)]
    if math.isinf(found.factor):
        layer = first if found.smaller else last
        return [
            (Segment(_tr("the gradient of layer {0} is zero: it doesn't learn").format(layer), theme.error),),
            (Segment(_tr("layer {0}: zero").format(layer), theme.error),),
        ]
    times = ratio_text(found.factor)
    word = _tr("smaller") if found.smaller else _tr("larger")
    long = _tr("layer {0}'s gradient is {1} × {2} than layer {3}'s").format(first, times, word, last)
    middle = _tr("layer {0}: {1} × {2} than layer {3}").format(first, times, word, last)
    short = _tr("layer {0}: {1} × {2}").format(first, times, word)
    colour = theme.warning if found.learns_little else ""
    lines: list[Line] = [(Segment(text, colour),) for text in (long, middle, short)]
    if found.learns_little:
        lines.insert(0, (Segment(long + _tr(": the first layers barely learn"), colour),))
    return lines


def text_twin(gradients: Gradients) -> str:
    """First against last layer, and how many layers are outside the healthy range."""
    return " ".join((*_comparison(gradients), _values(gradients), *_health(gradients)))


def _comparison(gradients: Gradients) -> tuple[str, ...]:
    numbers = layer_numbers(gradients)
    found = first_to_last(gradients.rms)
    if found is None:
        all_zero = len(numbers) > 1 and not np.any(gradients.rms)
        return (_tr("The gradient of every weight is zero."),) if all_zero else ()
    if math.isinf(found.factor):
        return (_tr("The gradient of layer {0} is zero.").format(numbers[0 if found.smaller else -1]),)
    word = _tr("smaller") if found.smaller else _tr("larger")
    sentence = _tr("The gradient in layer {0} is {1} times {2} than in layer {3}").format(
        numbers[0], ratio_text(found.factor), word, numbers[-1]
    )
    return (sentence + (_tr(": the first layers barely learn.") if found.learns_little else "."),)


def _values(gradients: Gradients) -> str:
    numbers = layer_numbers(gradients)
    first, last = (significant(float(gradients.rms[i]), 2) for i in (0, -1))
    if len(numbers) == 1:
        return _tr("RMS of ∂L/∂w: {0}.").format(first)
    return _tr("RMS of ∂L/∂w: {0} in layer {1}, {2} in layer {3}.").format(
        first, numbers[0], last, numbers[-1]
    )


def _health(gradients: Gradients) -> tuple[str, ...]:
    ratios = update_ratios(gradients)
    if not np.isfinite(ratios).any():
        return ()
    slow, fast = int(np.sum(ratios < LEAST_RATIO)), int(np.sum(ratios > MOST_RATIO))
    healthy = int(np.sum((ratios >= LEAST_RATIO) & (ratios <= MOST_RATIO)))
    text = _tr("Layers in the healthy range: {0} of {1}; {2} change too slowly, {3} too fast.")
    return (text.format(healthy, len(ratios), slow, fast),)


def bar_wordings(gradients: Gradients, layer: int, theme: Theme) -> Sequence[Line]:
    """All that is known of one layer's weights and units, longest wording first."""
    number = layer_numbers(gradients)[layer]
    colour = theme.layer_colour(layer, len(gradients.rms))
    gradient = significant(float(gradients.rms[layer]))
    weight = significant(float(gradients.weight_rms[layer]), 2)
    ratio = significant(float(update_ratios(gradients)[layer]), 2)
    units = _unit_segments(gradients, layer)
    named = Segment(_tr("layer {0}").format(number), "", "box", colour)
    bare = Segment(number, "", "box", colour)
    slope, size, change = (Segment(text) for text in (f"∂L/∂w {gradient}", f"w {weight}", f"Δw/w {ratio}"))
    return [
        (
            named,
            Segment(_tr("gradient {0}").format(gradient)),
            Segment(_tr("weights {0} (RMS)").format(weight)),
            Segment(_tr("update ÷ weight {0}").format(ratio)),
            *units,
        ),
        (named, slope, size, change, *units),
        (bare, slope, size, change, *units),
        (bare, slope, change, *units),
        (bare, slope, *units),
        (bare, slope),
    ]


def _unit_segments(gradients: Gradients, layer: int) -> list[Segment]:
    """Dead and saturated shares, where the layer's activation can have them."""

    def segment(shares: FloatArray | None, text: str) -> list[Segment]:
        share = float(shares[layer]) if shares is not None and layer < len(shares) else math.nan
        return [Segment(text.format(percent(share, 0)))] if math.isfinite(share) else []

    return [
        *segment(gradients.dead_share, _tr("dead {0}")),
        *segment(gradients.saturated_share, _tr("saturated {0}")),
    ]
