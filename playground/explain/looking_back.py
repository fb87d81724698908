"""What the narration says while a moment of the past is shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from playground.explain.sentence import Narration
from playground.training.messages import Recording, RunState


def _tr(text: str) -> str:
    return QCoreApplication.translate("Narration", text)


def looking_back(recording: Recording, state: RunState | None) -> Narration:
    """Where it stands, and what training on and changing something do there."""
    if recording.target_step is not None:
        text = _tr(
            "On the way to update {target} of {newest}: now at {step}. What lies between two recorded "
            "moments is computed again, bit for bit."
        )
    elif state is RunState.TRAINING:
        text = _tr(
            "Playing the run again: update {step} of {newest}, bit for bit as it was. Changing a setting "
            "now begins a fork; this run is kept."
        )
    else:
        text = _tr(
            "Looking back at update {step} of {newest}. Train (Space) plays the run again from here; "
            "changing a setting begins a fork, and this run is kept."
        )
    target = recording.target_step or 0
    figures = {"step": recording.step, "newest": recording.newest_step, "target": target}
    return Narration(topic="looking_back", text=text.format(**{k: f"{v:,}" for k, v in figures.items()}))
