"""Feeds the narration bar: what has just happened, what is wrong, what would help."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.experiment_model import ExperimentModel
from playground.experiment import data_shape
from playground.explain.narration import Narration, narrate
from playground.explain.narration_bar import NarrationBar
from playground.explain.sentence import Tone
from playground.training.messages import EventKind, Losses, RunEvent, Snapshot

_NOTICE_TICKS = 24
"""A notice stays for six seconds, unless something happens."""
_LASTING = (EventKind.ENGINE_LOST, EventKind.ERROR)
_LASTING_TICKS = 40
"""So does a mishap for ten, but one that ended the training for good stays until something begins."""
_BEGINNING = (EventKind.TRAINING, EventKind.RESTORED, EventKind.STARTED)
_ENDING = (EventKind.FINISHED, EventKind.DIVERGED)


class Narrator(QObject):
    """Chooses what the bar says, four times a second at most. Lives in the GUI thread."""

    said = Signal(object)
    """`Narration`, when the sentence has changed."""

    def __init__(self, bar: NarrationBar, model: ExperimentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._model = model
        self._event: RunEvent | None = None
        self._event_ticks = 0
        self._losses: Losses | None = None
        self._previous: Narration | None = None
        self._notice: Narration | None = None
        self._notice_ticks = 0

    @property
    def narration(self) -> Narration | None:
        """What the bar says now."""
        return self._notice or self._previous

    def forget(self) -> None:
        """A new run: what happened to the old one is history."""
        self._event = None
        self._losses = None
        self._previous = None

    @Slot(str)
    def notice(self, text: str, tone: Tone = Tone.HINT) -> None:
        """Say `text` for a few seconds, over everything else."""
        self._notice = Narration(topic="notice", text=text, tone=tone)
        self._notice_ticks = _NOTICE_TICKS
        self._show(self._notice)

    @Slot(object)
    def take_event(self, event: RunEvent) -> None:
        """Remember the newest fact that a sentence can be about."""
        if event.kind in (*_LASTING, *_ENDING):
            self._event, self._event_ticks = event, 0
            self._notice = None
        elif event.kind in _BEGINNING and self._event is not None and self._has_ended:
            self._event = None

    @Slot(object)
    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Keep the loss histories, which do not come with every frame."""
        if snapshot.losses is not None:
            self._losses = snapshot.losses

    @Slot(object)
    def refresh(self, snapshot: Snapshot | None) -> None:
        """Say what matters now."""
        self._age()
        if self._notice is not None:
            return
        config = self._model.config
        self._previous = narrate(
            snapshot,
            self._event,
            config,
            losses=self._losses,
            previous=self._previous,
            n_classes=data_shape(config.data).n_outputs,
        )
        self._show(self._previous)

    @property
    def _has_ended(self) -> bool:
        """Whether the newest fact is that nothing trains any more."""
        event = self._event
        if event is None:
            return False
        is_lost = event.kind is EventKind.ENGINE_LOST and event.details.get("resumed_step") is None
        return event.kind in _ENDING or is_lost

    def _age(self) -> None:
        self._event_ticks += 1
        if self._event is not None and not self._has_ended and self._event_ticks > _LASTING_TICKS:
            self._event = None
        self._notice_ticks -= 1
        if self._notice_ticks <= 0:
            self._notice = None

    def _show(self, narration: Narration) -> None:
        self._bar.set_narration(narration)
        self.said.emit(narration)
