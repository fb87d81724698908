"""Damage and doubt in words. No widget."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.data.damage import DAMAGES
from playground.training.messages import Robustness
from playground.views.numbers import percent, significant, whole


def _tr(text: str) -> str:
    return QCoreApplication.translate("RobustnessView", text)


def damage_choices() -> tuple[tuple[str, str], ...]:
    """Kinds of damage and their names for people."""
    return tuple((kind, _tr(damage.title).lower()) for kind, damage in DAMAGES.items())


def unit_of(damage: str) -> str:
    """Unit of the strength of a damage, as the axis says it."""
    return {
        "noise": _tr("strength of noise"),
        "rotation": _tr("degrees"),
        "thickness": _tr("pixels outwards"),
        "shift": _tr("pixels"),
    }.get(damage, "")


def strength_text(damage: str, strength: float) -> str:
    """A strength with its unit."""
    if strength == 0.0:
        return _tr("no damage")
    texts = {
        "noise": _tr("noise of {0}"),
        "rotation": _tr("a turn of {0}°"),
        "thickness": _tr("strokes {0} px thicker") if strength > 0 else _tr("strokes {0} px thinner"),
        "shift": _tr("a shift of {0} px"),
    }
    return texts.get(damage, "{0}").format(significant(abs(strength), 2))


def damage_sentence(robustness: Robustness) -> str:
    """What the damage does: accuracy without, and where it has cost a tenth or a half."""
    if not len(robustness.strengths):
        return _tr("Only pictures can be damaged like this.")
    good = np.isfinite(robustness.accuracies)
    if not good.any():
        return _tr("The first damaged examples are being read.")
    strengths, accuracies = robustness.strengths[good], robustness.accuracies[good]
    clean = int(np.argmin(np.abs(strengths)))
    first = percent(float(accuracies[clean]))
    order = np.argsort(np.abs(strengths), kind="stable")
    lost = [i for i in order if accuracies[i] < 0.9 * accuracies[clean]]
    if not lost:
        worst = int(np.argmin(accuracies))
        if not good.all():
            return _tr("Undamaged {0} are right; stronger damage is being tried.").format(first)
        if worst == clean:
            return _tr("Undamaged {0} are right; no damage costs anything.").format(first)
        return _tr("Undamaged {0} are right; at worst ({1}) still {2}.").format(
            first,
            strength_text(robustness.damage, float(strengths[worst])),
            percent(float(accuracies[worst])),
        )
    place = int(lost[0])
    return _tr("Undamaged {0} are right; with {1} only {2}.").format(
        first, strength_text(robustness.damage, float(strengths[place])), percent(float(accuracies[place]))
    )


def short_damage_sentence(robustness: Robustness) -> str:
    """The two ends of it: “98.3 % right; at worst 89.1 %.”"""
    good = np.isfinite(robustness.accuracies)
    if not good.any():
        return damage_sentence(robustness)
    strengths, accuracies = robustness.strengths[good], robustness.accuracies[good]
    clean = float(accuracies[np.argmin(np.abs(strengths))])
    return _tr("{0} right; at worst {1}.").format(percent(clean), percent(float(accuracies.min())))


def age_words(robustness: Robustness) -> str:
    """On how many examples, and at which moment of the run, this was measured."""
    return _tr("{0} test examples at step {1}").format(whole(robustness.n_examples), whole(robustness.step))


def at_threshold(robustness: Robustness, threshold: float) -> tuple[float, float]:
    """Share answered and accuracy of those answers, at a confidence threshold."""
    if not len(robustness.thresholds):
        return math.nan, math.nan
    i = int(np.argmin(np.abs(robustness.thresholds - threshold)))
    return float(robustness.answered_share[i]), float(robustness.accuracy_of_answered[i])


def short_threshold_sentence(robustness: Robustness, threshold: float) -> str:
    """“From 90 % on: 87.3 % answered, 99.1 % of these right.”"""
    answered, right = at_threshold(robustness, threshold)
    if not answered > 0.0:
        return threshold_sentence(robustness, threshold)
    return _tr("From {0} on: {1} answered, {2} of these right.").format(
        percent(threshold, 0), percent(answered), percent(right)
    )


def shortest_threshold_sentence(robustness: Robustness, threshold: float) -> str:
    """“≥ 90 %: 87.3 %, right 99.1 %”, one line below a plot that has no room for more."""
    answered, right = at_threshold(robustness, threshold)
    words = _tr("≥ {0}: {1}, right {2}")
    return words.format(percent(threshold, 0), percent(answered), percent(right))


def threshold_sentence(robustness: Robustness, threshold: float) -> str:
    """“Told to answer only when it is 90 % sure, it answers 87.3 %, and 99.1 % of these are right.”"""
    answered, right = at_threshold(robustness, threshold)
    sure = percent(threshold, 0)
    if not math.isfinite(answered):
        return ""
    if answered == 0.0:
        return _tr("Told to answer only when it is {0} sure, it answers nothing.").format(sure)
    return _tr("Told to answer only when it is {0} sure, it answers {1}, and {2} of these are right.").format(
        sure, percent(answered), percent(right)
    )
