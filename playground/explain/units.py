"""Symptoms of single units and of the batch: silent and saturated units, clipping, batches of one.

As in `symptoms`, each begins at one threshold and ends at a second, looser one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.engine import BatchNorm, Dense, Dropout, Flatten, LayerSpec, Residual
from playground.experiment import FIELDS, is_used
from playground.experiment.config import ExperimentConfig
from playground.experiment.layer_kinds import kind_of
from playground.explain import fixes
from playground.explain.numbers import layer_label, percent
from playground.explain.reasons import reason
from playground.explain.sentence import Fix, FixKind, Narration, Tone
from playground.training.messages import FloatArray, Snapshot

DEAD_FROM, DEAD_UNTIL = 0.6, 0.5
SATURATED_FROM, SATURATED_UNTIL = 0.6, 0.5
CLIPPED_FROM, CLIPPED_UNTIL = 0.9, 0.7
SETTLING_STEPS = 50
GOOD_ACCURACY = 0.9
"""A network that reads so much has units enough that learn."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Narration", text)


def all_layers(layers: Sequence[LayerSpec]) -> Iterator[LayerSpec]:
    """Every layer, those inside blocks too."""
    for layer in layers:
        yield layer
        if isinstance(layer, Residual):
            yield from all_layers(layer.layers)


def _worst(shares: FloatArray | None) -> tuple[int, float]:
    """Index and share of the layer that has it worst; (−1, 0) if none can have it."""
    if shares is None or not np.isfinite(shares).any():
        return -1, 0.0
    index = int(np.nanargmax(shares))
    return index, float(shares[index])


def dead_units(snapshot: Snapshot, config: ExperimentConfig, held: bool) -> Narration | None:
    """Most ReLU units of a layer were silent for a whole batch, and the network reads badly."""
    if snapshot.gradients is None or snapshot.step < SETTLING_STEPS or snapshot.test_accuracy > GOOD_ACCURACY:
        return None
    index, share = _worst(snapshot.gradients.dead_share)
    if not share > (DEAD_UNTIL if held else DEAD_FROM):
        return None
    text = _tr(
        "{share} of the ReLU neurons in {layer} were silent for every example of a whole batch, and learned "
        "nothing from it. Try leaky ReLU."
    )
    return Narration(
        topic="dead_units",
        text=text.format(share=percent(share), layer=layer_label(snapshot.gradients.layer_names, index)),
        tone=Tone.HINT,
        fix=fixes.leaky_relu_everywhere(config),
        why=reason("dead_units"),
        figures=(2.0**index, share),
    )


def saturated_units(snapshot: Snapshot, config: ExperimentConfig, held: bool) -> Narration | None:
    """Most answers of a sigmoid or tanh layer are at its flat ends, and the network reads badly."""
    if snapshot.gradients is None or snapshot.step < SETTLING_STEPS or snapshot.test_accuracy > GOOD_ACCURACY:
        return None
    index, share = _worst(snapshot.gradients.saturated_share)
    if not share > (SATURATED_UNTIL if held else SATURATED_FROM):
        return None
    text = _tr(
        "{share} of the answers in {layer} are at the flat ends of their function, where the gradient is "
        "nearly zero. Try a start with smaller weights."
    )
    return Narration(
        topic="saturated_units",
        text=text.format(share=percent(share), layer=layer_label(snapshot.gradients.layer_names, index)),
        tone=Tone.HINT,
        fix=_gentler_start(config),
        why=reason("saturated_units"),
        figures=(2.0**index, share),
    )


def _gentler_start(config: ExperimentConfig) -> Fix:
    start = fixes.healthy_start(config)
    return start if start.config != config else fixes.relu_everywhere(config)


def often_clipped(snapshot: Snapshot, config: ExperimentConfig, held: bool) -> Narration | None:
    """Nearly every gradient is cut, so that the bound decides the steps, not the slope."""
    if snapshot.gradients is None or snapshot.step < SETTLING_STEPS or snapshot.test_accuracy > GOOD_ACCURACY:
        return None
    share = snapshot.gradients.clipped_share
    if math.isnan(share) or not share > (CLIPPED_UNTIL if held else CLIPPED_FROM):
        return None
    text = _tr(
        "Nearly every gradient is clipped ({share} of the latest updates): the bound decides how long the "
        "steps are, not the slope. Try a larger bound."
    )
    return Narration(
        topic="often_clipped",
        text=text.format(share=percent(share)),
        tone=Tone.HINT,
        fix=fixes.looser_clipping(config),
        why=reason("often_clipped"),
        figures=(share,),
    )


def lonely_batch(snapshot: Snapshot, config: ExperimentConfig) -> Narration | None:
    """Batch normalisation over a batch of one: each neuron's only number is its own mean."""
    if config.training.batch_size != 1 or not _normalises_a_row(config.network.layers):
        return None
    text = _tr(
        "Batch normalisation compares the examples of a batch, but each batch has only one: all that is left "
        "of its input is 0. Try batches of 32."
    )
    new = replace(config, training=replace(config.training, batch_size=32))
    return Narration(
        topic="lonely_batch",
        text=text,
        tone=Tone.HINT,
        fix=Fix(label=_tr("Set the batch size to 32"), config=new, kind=FixKind.HOT),
        why=reason("lonely_batch"),
    )


def _normalises_a_row(layers: Sequence[LayerSpec]) -> bool:
    """Whether a batch normalisation works on a row; over a picture it has many numbers to average."""
    makes_pictures = False
    for layer in all_layers(layers):
        if isinstance(layer, BatchNorm) and not makes_pictures:
            return True
        entry = kind_of(layer)
        if entry is not None and entry.needs_picture:
            makes_pictures = True
        elif isinstance(layer, Dense | Flatten):
            makes_pictures = False
    return False


def why_training_is_harder(snapshot: Snapshot, config: ExperimentConfig) -> str:
    """Why the training loss is above the test loss, if it is and something explains it; else ""."""
    is_higher = snapshot.batch_loss > 1.15 * snapshot.test_loss
    if not is_higher or snapshot.epoch < 2 or config.loss.label_smoothing:
        return ""
    drops = any(isinstance(layer, Dropout) and layer.rate > 0 for layer in all_layers(config.network.layers))
    bends = config.data.augmentation != "off" and is_used(FIELDS["data.augmentation"], config)
    if drops and bends:
        return _tr("dropout and the bent training pictures make training harder than the test")
    if drops:
        return _tr("dropout leaves numbers out in training only, so the test is easier")
    if bends:
        return _tr("the training pictures are bent and moved, the test pictures aren’t")
    return ""
