"""Changes that a running network takes between two steps, its weights kept."""

from __future__ import annotations

from dataclasses import replace

from playground.experiment.build import (
    OPTIMIZER_SETTINGS,
    apply_trainer_settings,
    build_loss,
    build_optimizer,
    complete_layers,
)
from playground.experiment.config import ExperimentConfig, LossConfig
from playground.experiment.marks import marks_of
from playground.training.run import Run


def apply_hot_change(run: Run, config: ExperimentConfig) -> None:
    """Make `run` go on with `config`, which must not need a new network."""
    old, run.config = run.config, config
    _change_optimizer(run, old, config)
    _change_network(run, old, config)
    apply_trainer_settings(config, run.trainer)
    if (config.schedule, config.optimizer) != (old.schedule, old.optimizer):
        run.rates.set_config(config)
    if config.training.batch_size != old.training.batch_size:
        run.feed.set_batch_size(config.training.batch_size)
    if config.data.augmentation != old.data.augmentation:
        run.feed.set_augmentation(config.data.augmentation)
    run.rules.set_config(config.training)


def _change_optimizer(run: Run, old: ExperimentConfig, new: ExperimentConfig) -> None:
    if new.optimizer == old.optimizer:
        return
    if new.optimizer.kind != old.optimizer.kind:
        run.optimizer = build_optimizer(new, run.network)
        run.trainer.optimizer = run.optimizer
        return
    for name in OPTIMIZER_SETTINGS:
        setattr(run.optimizer, name, getattr(new.optimizer, name))


def _change_network(run: Run, old: ExperimentConfig, new: ExperimentConfig) -> None:
    loss_changed = _data_term(new.loss) != _data_term(old.loss)
    if new.network == old.network and not loss_changed:
        return
    if loss_changed:
        run.network.set_loss(build_loss(new, run.dataset))
        # Another loss has another scale: the limit of divergence is measured anew.
        run.stepper.forget_loss()
        run.rates.forget_loss()
    if new.network.layers != old.network.layers:
        run.network.set_hot(complete_layers(new, run.dataset.n_classes))
    if marks_of(new.network) != marks_of(old.network):
        run.marks.apply(new.network)
    run.evaluator.network_changed()


def _data_term(loss: LossConfig) -> LossConfig:
    """The loss without its penalties."""
    return replace(loss, l1=0.0, l2=0.0)
