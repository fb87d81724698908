"""The cures that the narration offers: a new config and how to apply it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from playground.data import DATASETS
from playground.experiment.config import ExperimentConfig
from playground.experiment.marks import with_other_layers
from playground.experiment.validation import problems
from playground.experiment.values import hidden_activation, with_hidden_activation
from playground.explain.numbers import exact
from playground.explain.sentence import Fix, FixKind

_SMALLEST_LEARNING_RATE = 1e-6
_ADAPTIVE = ("adam", "adamw", "rmsprop")
_MOST_ADAPTIVE_RATE = 0.01
"""Each update moves every weight by about the learning rate: from 10 a tenth would be no cure, nor a tenth of
that."""
FIRST_L2 = 0.001
MOST_L2 = 0.1


def _tr(text: str) -> str:
    return QCoreApplication.translate("Narration", text)


def smaller_learning_rate(
    config: ExperimentConfig, kind: FixKind = FixKind.HOT, known_good: float | None = None
) -> Fix:
    """A tenth of the learning rate; with `RESTORE` also back to the last good weights.

    Less than a tenth if that is known to be good, or is as much as its kind of optimiser can use.
    """
    tenth = float(f"{config.optimizer.learning_rate / 10:.6g}")
    most = _MOST_ADAPTIVE_RATE if config.optimizer.kind in _ADAPTIVE else tenth
    rate = max(min(tenth, most, known_good or tenth), _SMALLEST_LEARNING_RATE)
    if kind is FixKind.RESTORE:
        label = _tr("Go back to the last good weights, with a learning rate of {rate}")
    else:
        label = _tr("Set the learning rate to {rate}")
    new = replace(config, optimizer=replace(config.optimizer, learning_rate=rate))
    return Fix(label=label.format(rate=exact(rate)), config=new, kind=kind)


def larger_learning_rate(config: ExperimentConfig) -> Fix:
    """Ten times the learning rate, and at least a thousandth."""
    rate = max(float(f"{config.optimizer.learning_rate * 10:.6g}"), 0.001)
    new = replace(config, optimizer=replace(config.optimizer, learning_rate=rate))
    return Fix(
        label=_tr("Set the learning rate to {rate}").format(rate=exact(rate)), config=new, kind=FixKind.HOT
    )


def looser_clipping(config: ExperimentConfig) -> Fix:
    """Ten times the bounds of the gradient."""
    optimizer = config.optimizer
    new = replace(
        config,
        optimizer=replace(
            optimizer,
            clip_value=min(float(f"{optimizer.clip_value * 10:.6g}"), 1000.0),
            clip_norm=min(float(f"{optimizer.clip_norm * 10:.6g}"), 1000.0),
        ),
    )
    bounds = [exact(bound) for bound in (new.optimizer.clip_value, new.optimizer.clip_norm) if bound]
    label = _tr("Clip the gradient only above {bound}").format(bound=_tr(" and ").join(bounds))
    return Fix(label=label, config=new, kind=FixKind.HOT)


def relu_everywhere(config: ExperimentConfig) -> Fix:
    """ReLU in every hidden layer; restarts with He's initialisation unless the weights come from it."""
    new = with_hidden_activation(config, "relu")
    if config.network.initialization == "he":
        return Fix(label=_tr("Switch all hidden layers to ReLU"), config=new, kind=FixKind.HOT)
    new = replace(new, network=replace(new.network, initialization="he"))
    return Fix(label=_tr("Restart with ReLU and He’s initialisation"), config=new, kind=FixKind.RESTART)


def healthy_start(config: ExperimentConfig) -> Fix:
    """A start that suits the activations: He for ReLU and its kin, Glorot for the others."""
    name, title = ("he", "He")
    if hidden_activation(config) in ("sigmoid", "tanh", "identity"):
        name, title = ("glorot", "Glorot")
    new = replace(config, network=replace(config.network, initialization=name))
    label = _tr("Restart with {title}’s initialisation").format(title=title)
    return Fix(label=label, config=new, kind=FixKind.RESTART)


def leaky_relu_everywhere(config: ExperimentConfig) -> Fix:
    """Leaky ReLU in every hidden layer, whose slope is nowhere zero; weights kept."""
    new = with_hidden_activation(config, "leaky_relu")
    return Fix(label=_tr("Switch all hidden layers to leaky ReLU"), config=new, kind=FixKind.HOT)


def fewer_layers(config: ExperimentConfig) -> Fix | None:
    """The first half of the hidden layers only; None if there is nothing to leave out."""
    n_layers = len(config.network.layers) // 2
    if n_layers < 1:
        return None
    new = with_other_layers(config, config.network.layers[:n_layers], range(n_layers))
    if problems(new):
        return None
    label = _tr("Restart with {n} of the hidden layers").format(n=n_layers)
    return Fix(label=label, config=new, kind=FixKind.RESTART)


def more_augmentation(config: ExperimentConfig) -> Fix | None:
    """The next stronger augmentation, if there is one; for data that can't be bent, a stronger penalty."""
    if "augmentation" not in DATASETS[config.data.dataset].uses:
        return stronger_penalty(config)
    order = ("off", "light", "normal", "strong")
    now = config.data.augmentation
    if now not in order or now == order[-1]:
        return None
    stronger = order[order.index(now) + 1]
    new = replace(config, data=replace(config.data, augmentation=stronger))
    label = _tr("Set the augmentation to {name}").format(name=stronger)
    return Fix(label=label, config=new, kind=FixKind.HOT)


def stronger_penalty(config: ExperimentConfig) -> Fix | None:
    """Ten times the L2 penalty, or a first small one."""
    l2 = 10 * config.loss.l2 or FIRST_L2
    if l2 > MOST_L2:
        return None
    new = replace(config, loss=replace(config.loss, l2=l2))
    return Fix(
        label=_tr("Set the L2 penalty to {value}").format(value=exact(l2)), config=new, kind=FixKind.HOT
    )
