"""Changes that a running network takes between two steps, its weights kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from playground.experiment.build import (
    OPTIMIZER_SETTINGS,
    apply_trainer_settings,
    build_loss,
    build_optimizer,
    complete_layers,
)
from playground.experiment.config import ExperimentConfig, LossConfig

if TYPE_CHECKING:
    from playground.training.session import Session


def apply_hot_change(session: Session, config: ExperimentConfig) -> None:
    """Make `session` go on with `config`, which must not need a new network."""
    old, session.config = session.config, config
    _change_optimizer(session, old, config)
    _change_network(session, old, config)
    apply_trainer_settings(config, session.trainer)
    if (config.schedule, config.optimizer) != (old.schedule, old.optimizer):
        session.rates.set_config(config)
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
    for name in OPTIMIZER_SETTINGS:
        setattr(session.optimizer, name, getattr(new.optimizer, name))


def _change_network(session: Session, old: ExperimentConfig, new: ExperimentConfig) -> None:
    loss_changed = _data_term(new.loss) != _data_term(old.loss)
    if new.network == old.network and not loss_changed:
        return
    if loss_changed:
        session.network.set_loss(build_loss(new, session.dataset))
        # Another loss has another scale: the limit of divergence is measured anew.
        session.stepper.forget_loss()
        session.rates.forget_loss()
    if new.network != old.network:
        session.network.set_hot(complete_layers(new, session.dataset.n_classes))
    session.evaluator.network_changed()


def _data_term(loss: LossConfig) -> LossConfig:
    """The loss without its penalties."""
    return replace(loss, l1=0.0, l2=0.0)
