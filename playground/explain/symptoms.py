"""What may be wrong with a run: one function for each symptom, each with two thresholds.

A symptom begins at the first threshold and, once it is being told (`held`), ends only at the second, looser
one. So a value that dances on the border doesn't make the sentence flicker. Gradients are RMS per weight
(see `Gradients`).
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.experiment.config import ExperimentConfig
from playground.explain import fixes
from playground.explain.numbers import layer_label, percent, two_figures
from playground.explain.reasons import reason
from playground.explain.sentence import Fix, Narration, Tone
from playground.explain.units import all_layers
from playground.training.messages import Gradients, Losses, Snapshot

VANISHING_FROM, VANISHING_UNTIL = 100.0, 40.0
EXPLODING_FROM, EXPLODING_UNTIL = 1000.0, 300.0
LARGE_STEP_FROM, LARGE_STEP_UNTIL = 0.3, 0.12
TINY_STEP_FROM, TINY_STEP_UNTIL = 5e-5, 1e-4
OVERFIT_FROM, OVERFIT_UNTIL = 0.04, 0.025
FLAT_FROM, FLAT_UNTIL = 0.98, 0.95
SETTLING_STEPS = 50
"""Updates before a symptom is told: the first few are never typical."""
PATIENCE_STEPS = 300
"""Updates after which a loss that has not moved is called flat."""
_SOLVED = 1e-9
"""A smoothed training loss below this falls to nothing: no gradient is left because all is learned."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Narration", text)


def _saturating(config: ExperimentConfig) -> list[str]:
    names = {str(getattr(layer, "activation", "")) for layer in all_layers(config.network.layers)}
    return sorted(names & {"sigmoid", "tanh"})


def _ends(gradients: Gradients) -> tuple[str, str]:
    """The first and the last layer that have weights, for people."""
    names = gradients.layer_names
    return layer_label(names, 0), layer_label(names, len(gradients.rms) - 1)


def vanishing(snapshot: Snapshot, config: ExperimentConfig, held: bool) -> Narration | None:
    """The first layer gets a far smaller gradient than the last one."""
    if snapshot.gradients is None:
        return None
    rms = snapshot.gradients.rms
    if len(rms) < 3 or not rms[-1] > 0 or not rms[0] > 0:
        return None
    ratio = float(rms[-1]) / float(rms[0])
    if not ratio > (VANISHING_UNTIL if held else VANISHING_FROM):
        return None
    first, last = _ends(snapshot.gradients)
    fix: Fix | None
    if _saturating(config):
        hint, fix = _tr("Try ReLU."), fixes.relu_everywhere(config)
    elif config.network.initialization not in ("he", "glorot"):
        hint, fix = _tr("Try a larger start."), fixes.healthy_start(config)
    else:
        hint, fix = _tr("Try fewer layers."), fixes.fewer_layers(config)
    text = _tr(
        "The gradient in {first} is {ratio} times smaller than in {last}: the first layers barely "
        "learn. {hint}"
    )
    return Narration(
        topic="vanishing",
        text=text.format(ratio=two_figures(ratio), first=first, last=last, hint=hint),
        tone=Tone.HINT,
        fix=fix,
        why=reason("vanishing"),
        figures=(ratio,),
    )


def exploding(snapshot: Snapshot, config: ExperimentConfig, held: bool) -> Narration | None:
    """The first layer gets a far larger gradient than the last one."""
    if snapshot.gradients is None or snapshot.step < SETTLING_STEPS:
        return None
    rms = snapshot.gradients.rms
    if len(rms) < 3 or not rms[-1] > 0:
        return None
    ratio = float(rms[0]) / float(rms[-1])
    if not ratio > (EXPLODING_UNTIL if held else EXPLODING_FROM):
        return None
    first, last = _ends(snapshot.gradients)
    text = _tr(
        "The gradient in {first} is {ratio} times larger than in {last}: blame grows on its way back. "
        "Try a smaller learning rate."
    )
    return Narration(
        topic="exploding",
        text=text.format(ratio=two_figures(ratio), first=first, last=last),
        tone=Tone.HINT,
        fix=fixes.smaller_learning_rate(config),
        why=reason("exploding"),
        figures=(ratio,),
    )


def large_steps(snapshot: Snapshot, config: ExperimentConfig, held: bool) -> Narration | None:
    """One update changes the weights of a layer by a large part of their size."""
    if snapshot.gradients is None or snapshot.step < SETTLING_STEPS:
        return None
    weight_rms, update_rms = snapshot.gradients.weight_rms, snapshot.gradients.update_rms
    shares = update_rms / np.maximum(weight_rms, 1e-12)
    worst = int(np.argmax(shares))
    share = float(shares[worst])
    if weight_rms[worst] < 1e-9 or not share > (LARGE_STEP_UNTIL if held else LARGE_STEP_FROM):
        return None
    text = _tr(
        "One update changes the weights of {layer} by {share} % of their size: the steps are too long. "
        "Try a smaller learning rate."
    )
    return Narration(
        topic="large_steps",
        text=text.format(
            layer=layer_label(snapshot.gradients.layer_names, worst), share=two_figures(100 * share)
        ),
        tone=Tone.HINT,
        fix=fixes.smaller_learning_rate(config),
        why=reason("large_steps"),
        figures=(worst, share),
    )


def tiny_steps(
    snapshot: Snapshot, config: ExperimentConfig, held: bool, n_classes: int = 10
) -> Narration | None:
    """There is much to learn, and each update hardly changes any layer."""
    chance = chance_loss(config, n_classes)
    if snapshot.gradients is None or snapshot.step < SETTLING_STEPS or chance is None:
        return None
    weight_rms, update_rms = snapshot.gradients.weight_rms, snapshot.gradients.update_rms
    share = float(np.max(update_rms / np.maximum(weight_rms, 1e-12)))
    has_much_to_learn = snapshot.batch_loss > 0.3 * chance
    if not has_much_to_learn or not share < (TINY_STEP_UNTIL if held else TINY_STEP_FROM):
        return None
    if share == 0 and config.optimizer.learning_rate > 0:
        return None  # a fork or a resumed run whose last update isn't known
    if config.optimizer.learning_rate == 0:
        text = _tr("The learning rate is 0: the updates change nothing.")
    else:
        text = _tr(
            "One update changes the weights by only {share} % of their size: it learns, but slowly. "
            "Try a larger learning rate."
        )
    return Narration(
        topic="tiny_steps",
        text=text.format(share=two_figures(100 * share)),
        tone=Tone.HINT,
        fix=fixes.larger_learning_rate(config),
        why=reason("tiny_steps"),
        figures=(share,),
    )


def no_gradient(snapshot: Snapshot, config: ExperimentConfig, held: bool) -> Narration | None:
    """Some hidden layers, or all layers, get a gradient of exactly zero."""
    if snapshot.gradients is None or snapshot.step < (1 if held else 5):
        return None
    zero = [index for index, value in enumerate(snapshot.gradients.rms) if value == 0]
    if not zero:
        return None
    n_layers = len(snapshot.gradients.rms)
    if len(zero) == n_layers and snapshot.batch_loss < _SOLVED:
        return None
    if config.network.initialization == "zeros":
        fix = fixes.healthy_start(config)
        cause = _tr("all weights began at zero, and nothing sets them apart.")
    else:
        fix = fixes.relu_everywhere(config) if _saturating(config) else fixes.leaky_relu_everywhere(config)
        cause = _tr("no signal gets through, so it can’t learn.")
    if len(zero) == n_layers:
        text = _tr("The gradient of every weight is exactly zero: {cause}").format(cause=cause)
    else:
        text = _tr("The gradient in {layer} is exactly zero: {cause}").format(
            layer=layer_label(snapshot.gradients.layer_names, zero[0]), cause=cause
        )
    return Narration(
        topic="no_gradient",
        text=text,
        tone=Tone.HINT,
        fix=fix,
        why=reason("no_gradient"),
        figures=(len(zero),),
    )


def chance_loss(config: ExperimentConfig, n_classes: int) -> float | None:
    """Loss of a network that gives every class the same chance: ln n, or 1 − 1/n for squared error.

    None where there is no such figure: for other losses, and for a regression.
    """
    if n_classes < 2:
        return None
    if config.loss.kind == "softmax_cross_entropy":
        return math.log(n_classes)
    return 1 - 1 / n_classes if config.loss.kind == "squared_error" else None


def not_learning(
    snapshot: Snapshot, config: ExperimentConfig, held: bool, n_classes: int = 10
) -> Narration | None:
    """The loss stays where guessing would put it."""
    chance = chance_loss(config, n_classes)
    loss = snapshot.batch_loss
    if chance is None or snapshot.step < PATIENCE_STEPS or not math.isfinite(loss):
        return None
    flat = loss > chance * (FLAT_UNTIL if held else FLAT_FROM)
    if not flat or snapshot.test_accuracy > min(2 / n_classes, (1 + 1 / n_classes) / 2):
        return None
    text = _tr("After {steps} updates the loss is still {loss}, no better than guessing ({chance}).")
    small = config.optimizer.learning_rate < 1e-4
    saturating = _saturating(config)
    if small:
        fix, hint = fixes.larger_learning_rate(config), _tr("The learning rate is very small.")
    elif config.optimizer.learning_rate > 0.1 or (config.optimizer.kind == "adam" and not saturating):
        fix, hint = fixes.smaller_learning_rate(config), _tr("Try a smaller learning rate.")
    elif saturating:
        fix, hint = fixes.relu_everywhere(config), _tr("Try ReLU.")
    else:
        fix, hint = fixes.larger_learning_rate(config), _tr("Try a larger learning rate.")
    return Narration(
        topic="not_learning",
        text=text.format(steps=two_figures(snapshot.step), loss=f"{loss:.2f}", chance=f"{chance:.2f}")
        + " "
        + hint,
        tone=Tone.HINT,
        fix=fix,
        why=reason("not_learning"),
        figures=(snapshot.step, loss),
    )


def overfitting(losses: Losses | None, config: ExperimentConfig, held: bool) -> Narration | None:
    """The network reads its training pictures much better than new ones, and gets worse on those."""
    if losses is None or len(losses.test_loss) < 4 or not len(losses.train_accuracy):
        return None
    train, test = float(losses.train_accuracy[-1]), float(losses.test_accuracy[-1])
    rising = float(losses.test_loss[-1]) > 1.05 * float(np.nanmin(losses.test_loss))
    if not (rising or held) or not train - test > (OVERFIT_UNTIL if held else OVERFIT_FROM):
        return None
    text = _tr("It knows {train} of its training examples but {test} of new ones: it learns them by heart.")
    return Narration(
        topic="overfitting",
        text=text.format(train=percent(train), test=percent(test)),
        tone=Tone.HINT,
        fix=fixes.more_augmentation(config),
        why=reason("overfitting"),
        figures=(train, test),
    )
