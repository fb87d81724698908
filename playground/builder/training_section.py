"""How the network learns: the settings that matter most in sight, the others folded away.

Learning rate and optimiser stand in the tool bar; here is what goes with them. A setting that the chosen
optimiser or initialisation doesn't use is not shown.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from playground.builder.field_row import FieldRow
from playground.builder.section import Fold, Section
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Field
from playground.experiment.fields import FIELDS
from playground.experiment.values import get_value

IN_SIGHT = (
    "loss.kind",
    "training.batch_size",
    "optimizer.momentum",
    "network.initialization",
    "network.initialization_scale",
    "loss.l2",
)
FOLDED = (
    "training.max_epochs",
    "training.patience_epochs",
    "network.output_activation",
    "optimizer.beta1",
    "optimizer.beta2",
    "optimizer.epsilon",
)


def is_used(field: Field, config: ExperimentConfig) -> bool:
    """Whether the chosen kind (or initialisation) next to `field` uses it."""
    if not field.needs_kind:
        return True
    sibling = (
        "network.initialization"
        if field.path.startswith("network.")
        else field.path.partition(".")[0] + ".kind"
    )
    return get_value(config, sibling) in field.needs_kind


class TrainingSection(Section):
    """Shows how a config is trained; an edit goes out as `value_entered(path, value)`."""

    value_entered = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "training_section", QCoreApplication.translate("TrainingSection", "Training"), parent
        )
        self.fold = Fold(
            "training_more", self.tr("More"), self.tr("When training stops, and the finer settings.")
        )
        self.rows = {path: FieldRow(FIELDS[path]) for path in (*IN_SIGHT, *FOLDED)}
        for path, row in self.rows.items():
            row.value_entered.connect(self.value_entered)
            if path in IN_SIGHT:
                self.add(row)
            else:
                self.fold.add(row)
        self.add(self.fold)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the training part of `config`, without a signal."""
        for path, row in self.rows.items():
            row.clear_refusal()
            row.set_value(get_value(config, path))
            row.setVisible(is_used(row.field, config))
