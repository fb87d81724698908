"""The one sentence about now: which of all that could be said is worth most."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from playground.data import DATASETS
from playground.experiment import data_shape, holds_out
from playground.experiment.config import ExperimentConfig
from playground.experiment.examples import EXAMPLES
from playground.explain import fixes, symptoms, units
from playground.explain.looking_back import looking_back
from playground.explain.numbers import layer_label, layer_words, percent, two_figures
from playground.explain.reasons import reason
from playground.explain.sentence import Fix, FixKind, Narration, Tone
from playground.training.messages import EventKind, Losses, RunEvent, RunState, Snapshot

__all__ = ["Fix", "FixKind", "Narration", "Tone", "narrate"]

STEADY = 0.1
"""A sentence keeps its numbers while none of them has moved by more than a tenth."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Narration", text)


def narrate(
    snapshot: Snapshot | None,
    last_event: RunEvent | None,
    config: ExperimentConfig,
    *,
    losses: Losses | None = None,
    previous: Narration | None = None,
    n_classes: int = 10,
) -> Narration:
    """Say what matters most now.

    Parameters
    ----------
    snapshot : Snapshot or None
        The newest moment of the run; its gradients are used if they are in it.
    last_event : RunEvent or None
        The newest rare fact.
    config : ExperimentConfig
        What is being trained; a fix is a change of it.
    losses : Losses or None
        The newest loss histories, which may be older than the snapshot.
    previous : Narration or None
        What was said before: its topic is held on to (see `symptoms`), and its numbers while they are about
        right.
    """
    held = previous.topic if previous else ""
    first = next(_candidates(snapshot, last_event, config, losses, held, n_classes))
    return _steadied(first, previous)


def _candidates(
    snapshot: Snapshot | None,
    event: RunEvent | None,
    config: ExperimentConfig,
    losses: Losses | None,
    held: str,
    n_classes: int,
) -> Iterator[Narration]:
    """What could be said, most important first."""
    if event is not None and event.kind is EventKind.ENGINE_LOST:
        yield _engine_lost(event)
    state = snapshot.state if snapshot else None
    if (
        event is not None
        and event.kind is EventKind.DIVERGED
        and state in (None, RunState.DIVERGED, RunState.TRAINING)
    ):
        yield _diverged(event, config)
    if event is not None and event.kind is EventKind.ERROR:
        yield _error(event)
    if snapshot is None:
        yield Narration(topic="starting", text=_tr("Starting: the engine is being set up."))
        return
    if snapshot.recording is not None and snapshot.recording.is_past:
        yield looking_back(snapshot.recording, state)
    if state is RunState.DIVERGED:
        yield _diverged(None, config)
    if state is RunState.FINISHED:
        yield _finished(event, snapshot, config)
    for symptom in (
        units.lonely_batch(snapshot, config),
        symptoms.no_gradient(snapshot, config, held == "no_gradient"),
        symptoms.vanishing(snapshot, config, held == "vanishing"),
        symptoms.exploding(snapshot, config, held == "exploding"),
        symptoms.large_steps(snapshot, config, held == "large_steps"),
        units.dead_units(snapshot, config, held == "dead_units"),
        units.saturated_units(snapshot, config, held == "saturated_units"),
        units.often_clipped(snapshot, config, held == "often_clipped"),
        symptoms.tiny_steps(snapshot, config, held == "tiny_steps", n_classes),
        symptoms.not_learning(snapshot, config, held == "not_learning", n_classes),
        symptoms.overfitting(losses or snapshot.losses, config, held == "overfitting"),
    ):
        if symptom is not None:
            yield symptom
    yield _paused(snapshot, config) if state is RunState.PAUSED else _progress(snapshot, config, n_classes)


def _engine_lost(event: RunEvent) -> Narration:
    resumed = event.details.get("resumed_step")
    if resumed is not None:
        after = _tr(
            "A new one has taken over at update {step}: at most a second of training is lost."
        ).format(step=f"{resumed:,}")
    elif event.details.get("message"):
        after = str(event.details["message"])
    else:
        after = _tr("There was nothing to go on from: press Restart to begin again.")
    text = _tr("The process that trains has ended unexpectedly (exit code {code}).")
    text = text.format(code=event.details.get("exit_code", "?"))
    tone = Tone.ERROR if resumed is None else Tone.HINT
    return Narration(topic="engine_lost", text=f"{text} {after}", tone=tone, why=reason("engine_lost"))


_QUANTITIES = {
    "z": QT_TRANSLATE_NOOP("Narration", "the sums z of {layer}"),
    "a": QT_TRANSLATE_NOOP("Narration", "the activations of {layer}"),
    "delta": QT_TRANSLATE_NOOP("Narration", "the blame δ of {layer}"),
    "grad_weights": QT_TRANSLATE_NOOP("Narration", "the gradient in {layer}"),
    "grad_biases": QT_TRANSLATE_NOOP("Narration", "the gradient in {layer}"),
    "weights": QT_TRANSLATE_NOOP("Narration", "the weights of {layer}"),
    "biases": QT_TRANSLATE_NOOP("Narration", "the biases of {layer}"),
}


def _what_broke(details: dict[str, Any]) -> str:
    """What left the finite range first, as the middle of a sentence."""
    if "layer_index" not in details:
        return _tr("numbers grew beyond what can be computed")
    name = str(details.get("layer", ""))
    layer = layer_words(name) if name else layer_label((), int(details["layer_index"]))
    quantity = str(details.get("quantity", ""))
    if quantity == "loss":
        text = _tr("the loss is more than a million times what it was; the largest weights are in {layer}")
        return text.format(layer=layer)
    known = _QUANTITIES.get(quantity)
    subject = _tr(str(known)) if known else _tr("the numbers of {layer}")
    return subject.format(layer=layer) + " " + _tr("grew beyond what can be computed")


def _diverged(event: RunEvent | None, config: ExperimentConfig) -> Narration:
    if event is None:
        text = _tr("Training has diverged: the numbers grew beyond what can be computed.")
    else:
        text = _tr("Training diverged at update {step}: {what}.")
        text = text.format(step=f"{event.step:,}", what=_what_broke(event.details))
    details = event.details if event else {}
    last_good, good_rate = details.get("last_good_step"), details.get("last_good_learning_rate")
    if last_good is not None:
        text += " " + _tr("The weights of update {step} are kept.").format(step=f"{last_good:,}")
    fix = fixes.smaller_learning_rate(config, FixKind.RESTORE, good_rate)
    return Narration(topic="diverged", text=text, tone=Tone.ERROR, fix=fix, why=reason("diverged"))


def _error(event: RunEvent) -> Narration:
    return Narration(
        topic="error", text=str(event.details.get("message", _tr("That could not be done."))), tone=Tone.HINT
    )


def _finished(event: RunEvent | None, snapshot: Snapshot, config: ExperimentConfig) -> Narration:
    details = event.details if event is not None and event.kind is EventKind.FINISHED else {}
    epoch = int(details.get("epochs") or max(1, round(snapshot.epoch)))
    if details.get("reason") == "no_improvement" and details.get("patience_epochs"):
        head = _tr("Finished after {epoch} epochs: the loss on test examples has not fallen for {patience}.")
        head = head.replace("{patience}", str(details["patience_epochs"]))
    elif details.get("reason") == "no_improvement":
        head = _tr("Finished after {epoch} epochs: the loss on test examples has stopped falling.")
    elif details.get("reason") == "max_epochs":
        head = _tr("Finished: {epoch} epochs, as chosen.")
    else:
        head = _tr("Finished after {epoch} epochs.")
    text = head.format(epoch=epoch)
    reads = what_it_reads(snapshot, config)
    if reads:
        said = _tr("It {reads}. Draw one.") if shows_digits(config) else _tr("It {reads}.")
        text += " " + said.format(reads=reads)
    return Narration(topic="finished", text=text, tone=Tone.GOOD, why=reason("finished"))


def _paused(snapshot: Snapshot, config: ExperimentConfig) -> Narration:
    if snapshot.step == 0 and snapshot.given_weights:
        return _trained_before(snapshot, config)
    if snapshot.step == 0:
        text = _tr("Ready: nothing learned yet. Press Train (Space), or make one update ( . ).")
        return Narration(topic="paused", text=text)
    text = _tr("Paused after {step} updates. Press Train (Space) to go on, or make one update ( . ).")
    return Narration(topic="paused", text=text.format(step=f"{snapshot.step:,}"))


def _trained_before(snapshot: Snapshot, config: ExperimentConfig) -> Narration:
    reads = what_it_reads(snapshot, config)
    if not shows_digits(config):
        text = _tr("Ready: these weights were given. Press Train (Space), or make one update ( . ).")
    elif reads:
        text = _tr("Ready: these weights were learned before. The network {reads}. Draw a digit.")
        text = text.format(reads=reads)
    else:
        text = _tr("Ready: these weights were learned before. Draw a digit, or press Train (Space) to go on.")
    why = reason("shipped") if _is_shipped(config) else None
    return Narration(topic="trained_before", text=text, why=why)


def what_it_reads(snapshot: Snapshot, config: ExperimentConfig) -> str:
    """How well it does on the test set, and how blind that figure is, as the middle of a sentence.

    Empty before the first evaluation, and where no example is new to the network.
    """
    if not holds_out(config.data):
        return ""
    if not math.isfinite(snapshot.test_accuracy):
        if not math.isfinite(snapshot.test_loss) or not data_shape(config.data).is_regression:
            return ""
        text = _tr("predicts examples it has never seen with a loss of {loss}")
        return text.format(loss=two_figures(snapshot.test_loss))
    share = percent(snapshot.test_accuracy)
    if not shows_digits(config):
        return _tr("gets {share} of the examples right that it has never seen").format(share=share)
    if not snapshot.given_weights:
        return _tr("reads {share} of digits it has never seen").format(share=share)
    if _is_shipped(config):
        text = _tr("reads {share} of the test digits, but many of these were among those it learned from")
        return text.format(share=share)
    return _tr("reads {share} of the test digits").format(share=share)


def shows_digits(config: ExperimentConfig) -> bool:
    """Whether the network reads pictures of digits, so that one may draw."""
    entry = DATASETS.get(config.data.dataset)
    return entry is None or entry.image_shape is not None


def _is_shipped(config: ExperimentConfig) -> bool:
    """Whether given weights of this shape are some from the box, which knew test pictures when they came."""
    shape = (config.data.dataset, config.network.layers)
    shipped = (example.config for example in EXAMPLES.values() if example.model is not None)
    return shape in ((known.data.dataset, known.network.layers) for known in shipped)


def _progress(snapshot: Snapshot, config: ExperimentConfig, n_classes: int) -> Narration:
    epoch = int(snapshot.epoch) + 1
    if not math.isfinite(snapshot.batch_loss):
        return Narration(
            topic="progress",
            text=_tr("Epoch {epoch}: the first updates are on their way.").format(epoch=epoch),
        )
    loss = two_figures(snapshot.batch_loss)
    harder = ""
    reads = what_it_reads(snapshot, config)
    if reads:
        harder = units.why_training_is_harder(snapshot, config)
        text = _tr("Epoch {epoch}: {reads}; the training loss is {loss}.")
        if harder:
            text = _tr("Epoch {epoch}: {reads}; the training loss, {loss}, is above the test loss: {harder}.")
        text = text.format(epoch=epoch, reads=reads, loss=loss, harder=harder)
    else:
        chance = symptoms.chance_loss(config, n_classes)
        text = _tr("Epoch {epoch}: the training loss is {loss}.")
        if chance is not None:
            text = _tr("Epoch {epoch}: the training loss is {loss}; guessing would give {chance}.")
        text = text.format(epoch=epoch, loss=loss, chance="" if chance is None else two_figures(chance))
    figures = (epoch, round(1000 * snapshot.test_accuracy) if math.isfinite(snapshot.test_accuracy) else -1)
    sharp = (*_sharp(figures), snapshot.batch_loss)
    return Narration(
        topic="progress",
        text=text,
        figures=sharp,
        why=reason("harder_training") if harder else None,
    )


def _sharp(values: tuple[float, ...]) -> tuple[float, ...]:
    """Figures whose every change must be told: spread so far apart that no change is within a tenth."""
    # Beyond some hundred the powers would overflow; after a round of 64 no two neighbours are alike either.
    return tuple(math.inf if value == math.inf else 2.0 ** (value % 64) for value in values)


def _steadied(new: Narration, previous: Narration | None) -> Narration:
    """Keep the sentence of `previous` if `new` says the same with about the same numbers."""
    if previous is None or previous.topic != new.topic or len(previous.figures) != len(new.figures):
        return new
    if not new.figures or not all(
        abs(now - before) <= STEADY * abs(before)
        for now, before in zip(new.figures, previous.figures, strict=True)
    ):
        return new
    return replace(new, text=previous.text, figures=previous.figures)
