"""The cures that the narration offers: a new config and how to apply it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from playground.engine import Dense, LayerSpec
from playground.experiment.config import ExperimentConfig
from playground.explain.numbers import exact
from playground.explain.sentence import Fix, FixKind

_SMALLEST_LEARNING_RATE = 1e-6


def _tr(text: str) -> str:
    return QCoreApplication.translate("Narration", text)


def smaller_learning_rate(config: ExperimentConfig, kind: FixKind = FixKind.HOT) -> Fix:
    """A tenth of the learning rate; with `RESTORE` also back to the last good weights."""
    rate = max(float(f"{config.optimizer.learning_rate / 10:.6g}"), _SMALLEST_LEARNING_RATE)
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


def _activated(config: ExperimentConfig, activation: str) -> tuple[LayerSpec, ...]:
    return tuple(
        replace(layer, activation=activation) if isinstance(layer, Dense) else layer
        for layer in config.network.layers
    )


def relu_everywhere(config: ExperimentConfig) -> Fix:
    """ReLU in every hidden layer; restarts with He's initialisation unless the weights come from it."""
    layers = _activated(config, "relu")
    if config.network.initialization == "he":
        new = replace(config, network=replace(config.network, layers=layers))
        return Fix(label=_tr("Switch all hidden layers to ReLU"), config=new, kind=FixKind.HOT)
    new = replace(config, network=replace(config.network, layers=layers, initialization="he"))
    return Fix(label=_tr("Restart with ReLU and He’s initialisation"), config=new, kind=FixKind.RESTART)


def healthy_start(config: ExperimentConfig) -> Fix:
    """A start that suits the activations: He for ReLU and its kin, Glorot for the others."""
    kinds = {layer.activation for layer in config.network.layers if isinstance(layer, Dense)}
    name, title = ("glorot", "Glorot") if kinds and kinds <= {"sigmoid", "tanh", "identity"} else ("he", "He")
    new = replace(config, network=replace(config.network, initialization=name))
    label = _tr("Restart with {title}’s initialisation").format(title=title)
    return Fix(label=label, config=new, kind=FixKind.RESTART)


def leaky_relu_everywhere(config: ExperimentConfig) -> Fix:
    """Leaky ReLU in every hidden layer, whose slope is nowhere zero; weights kept."""
    new = replace(config, network=replace(config.network, layers=_activated(config, "leaky_relu")))
    return Fix(label=_tr("Switch all hidden layers to leaky ReLU"), config=new, kind=FixKind.HOT)


def fewer_layers(config: ExperimentConfig) -> Fix | None:
    """The first half of the hidden layers only; None if there is nothing to leave out."""
    n_layers = len(config.network.layers) // 2
    if n_layers < 1:
        return None
    new = replace(config, network=replace(config.network, layers=config.network.layers[:n_layers]))
    label = _tr("Restart with {n} of the hidden layers").format(n=n_layers)
    return Fix(label=label, config=new, kind=FixKind.RESTART)


def more_augmentation(config: ExperimentConfig) -> Fix | None:
    """The next stronger augmentation, if there is one."""
    order = ("off", "light", "normal", "strong")
    now = config.data.augmentation
    if now not in order or now == order[-1]:
        return None
    stronger = order[order.index(now) + 1]
    new = replace(config, data=replace(config.data, augmentation=stronger))
    label = _tr("Set the augmentation to {name}").format(name=stronger)
    return Fix(label=label, config=new, kind=FixKind.HOT)
