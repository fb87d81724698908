"""What the narration says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from playground.experiment.config import ExperimentConfig


class Tone(StrEnum):
    """How a sentence is meant; the bar shows a sign for it as well as a colour."""

    NEUTRAL = "neutral"
    GOOD = "good"
    HINT = "hint"
    ERROR = "error"


class FixKind(StrEnum):
    """What has to happen for the new config to count."""

    HOT = "hot"
    """Applied between two steps, weights kept."""
    RESTORE = "restore"
    """Back to the last good weights, with the new config from there."""
    RESTART = "restart"
    """The network is built anew with the same seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One thing to try, done by one click."""

    label: str
    """What the click does, in words."""
    config: ExperimentConfig
    kind: FixKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """One sentence or two about now."""

    topic: str
    """Which sentence this is, the same for changing numbers."""
    text: str
    tone: Tone = Tone.NEUTRAL
    fix: Fix | None = None
    why: str | None = None
    figures: tuple[float, ...] = ()
    """The numbers in `text`; while they stay within a tenth, the text stays."""
