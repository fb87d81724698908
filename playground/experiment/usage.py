"""Which settings count at the moment: the others are kept, hidden and ignored."""

from __future__ import annotations

from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Field

_SIBLINGS = {"network": "initialization", "data": "dataset"}
"""Setting of a section that decides which of the others count; elsewhere it is called `kind`."""


def is_used(field: Field, config: ExperimentConfig) -> bool:
    """Whether the chosen kind, initialisation or data set next to `field` uses it."""
    if not field.needs_kind:
        return True
    section = field.path.partition(".")[0]
    chosen = getattr(getattr(config, section), _SIBLINGS.get(section, "kind"))
    return chosen in field.needs_kind
