"""Changes that a running network takes between two steps, its weights kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.experiment.build import build_optimizer, complete_layers
from playground.experiment.config import ExperimentConfig

if TYPE_CHECKING:
    from playground.training.session import Session


def apply_hot_change(session: Session, config: ExperimentConfig) -> None:
    """Make `session` go on with `config`, which must not need a new network."""
    old, session.config = session.config, config
    _change_optimizer(session, old, config)
    _change_network(session, old, config)
    session.trainer.l2 = config.loss.l2
    if config.training.batch_size != old.training.batch_size:
        session.feed.set_batch_size(config.training.batch_size)
    if config.data.augmentation != old.data.augmentation:
        session.feed.set_augmentation(config.data.augmentation)
    session.rules.set_config(config.training)


def _change_optimizer(session: Session, old: ExperimentConfig, new: ExperimentConfig) -> None:
    if new.optimizer == old.optimizer:
        return
    if new.optimizer.kind != old.optimizer.kind:
        session.optimizer = build_optimizer(new, session.network)
        session.trainer.optimizer = session.optimizer
        return
    for name in ("learning_rate", "momentum", "beta1", "beta2", "epsilon"):
        # Each kind has only the settings that it uses.
        if hasattr(session.optimizer, name):
            setattr(session.optimizer, name, getattr(new.optimizer, name))


def _change_network(session: Session, old: ExperimentConfig, new: ExperimentConfig) -> None:
    if new.network == old.network and new.loss.kind == old.loss.kind:
        return
    if new.loss.kind != old.loss.kind:
        session.network.set_loss(new.loss.kind)
        # Another loss has another scale: the limit of divergence is measured anew.
        session.stepper.forget_loss()
    layers = complete_layers(new, session.dataset.n_classes)
    session.network.set_activations([getattr(layer, "activation", "identity") for layer in layers])
    session.evaluator.network_changed()
