"""What the tests of the command line share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FAST = ["--set", "layers=8", "--set", "augmentation=off", "--set", "batch_size=256"]
"""A run whose epoch takes some milliseconds."""


@dataclass(frozen=True)
class Outcome:
    """What the command left on the screen."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON objects, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Outcome]
