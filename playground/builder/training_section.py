"""How the network learns: the settings that matter most in sight, the others in groups that fold away.

Learning rate and optimiser stand in the tool bar; here is what goes with them. A setting that the chosen
optimiser, loss, schedule or initialisation doesn't use is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.builder.field_row import FieldRow
from playground.builder.number_text import number_text
from playground.builder.section import Fold, Section
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import FieldKind
from playground.experiment.fields import FIELDS
from playground.experiment.usage import is_used
from playground.experiment.values import get_value

IN_SIGHT = (
    "loss.kind",
    "loss.huber_delta",
    "training.batch_size",
    "optimizer.momentum",
    "network.initialization",
    "network.initialization_scale",
    "loss.l2",
)


def _noop(context: str, text: str) -> str:
    return str(QT_TRANSLATE_NOOP(context, text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Settings that fold away together."""

    name: str
    title: str
    tip: str
    paths: tuple[str, ...]


GROUPS = (
    Group(
        name="schedule",
        title=_noop("TrainingSection", "Schedule"),
        tip=_noop("TrainingSection", "How the learning rate changes as training goes on."),
        paths=tuple(path for path in FIELDS if path.startswith("schedule.")),
    ),
    Group(
        name="regularisation",
        title=_noop("TrainingSection", "Regularisation"),
        tip=_noop("TrainingSection", "What keeps the network from learning its pictures by heart."),
        paths=("loss.l1", "optimizer.weight_decay", "loss.label_smoothing", "loss.class_weights"),
    ),
    Group(
        name="clipping",
        title=_noop("TrainingSection", "Clipping"),
        tip=_noop("TrainingSection", "Bounds for the gradient, against explosions."),
        paths=("optimizer.clip_value", "optimizer.clip_norm"),
    ),
    Group(
        name="stop",
        title=_noop("TrainingSection", "Stop"),
        tip=_noop("TrainingSection", "When training ends by itself."),
        paths=("training.max_epochs", "training.patience_epochs"),
    ),
    Group(
        name="fine",
        title=_noop("TrainingSection", "Fine tuning"),
        tip=_noop(
            "TrainingSection", "Numbers inside the optimiser, and what the last layer does with its sums."
        ),
        paths=(
            "network.output_activation",
            "optimizer.beta1",
            "optimizer.beta2",
            "optimizer.decay",
            "optimizer.epsilon",
        ),
    ),
)
_DEFAULTS = ExperimentConfig()


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrainingSection", text)


def unusual(path: str, config: ExperimentConfig) -> str:
    """The value at `path` in words if it is used and isn't the default, else ""."""
    field = FIELDS[path]
    value = get_value(config, path)
    if value == get_value(_DEFAULTS, path) or not is_used(field, config):
        return ""
    if field.kind is FieldKind.CHOICE:
        return _tr(
            next((choice.label for choice in field.choices if choice.value == value), str(value))
        ).lower()
    label = _tr(field.label)
    if label[1:2].islower():
        label = label[0].lower() + label[1:]
    return f"{label} {number_text(field, value)}"


class GroupFold(Fold):
    """One group of settings; its header says what in it isn't as usual."""

    def __init__(self, group: Group, parent: QWidget | None = None) -> None:
        super().__init__(f"training_{group.name}", _tr(group.title), _tr(group.tip), parent)
        self.group = group

    def set_config(self, config: ExperimentConfig) -> None:
        """Say in the header what isn't as usual; gone if nothing in it is used."""
        said = [words for path in self.group.paths if (words := unusual(path, config))]
        self.set_remark(said)
        self.setVisible(any(is_used(FIELDS[path], config) for path in self.group.paths))


class TrainingSection(Section):
    """Shows how a config is trained; an edit goes out as `value_entered(path, value)`.

    What is folded away is made when it is first unfolded: it is three rows in four, and costs the start of
    the program a tenth of a second.
    """

    value_entered = Signal(str, object)
    rows_changed = Signal()
    """Tab goes through other widgets than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("training_section", _tr("Training"), parent)
        self.fold = Fold(
            "training_more",
            self.tr("More"),
            self.tr("Schedule, regularisation, clipping, when training stops, and the finer settings."),
            self,
        )
        self.rows: dict[str, FieldRow] = {}
        """By path; those that are folded away only once they have been seen."""
        self.groups = tuple(GroupFold(group, self.fold.body) for group in GROUPS)
        self._config = _DEFAULTS
        for path in IN_SIGHT:
            self.add(self._make_row(path))
        for fold in self.groups:
            self.fold.add(fold)
        self.add(self.fold)
        self.fold.button.toggled.connect(self._on_unfolded)

    def _make_row(self, path: str) -> FieldRow:
        row = self.rows[path] = FieldRow(FIELDS[path], self)
        row.value_entered.connect(self.value_entered)
        return row

    @Slot()
    def _on_unfolded(self) -> None:
        if len(self.rows) > len(IN_SIGHT):
            return
        for fold in self.groups:
            for path in fold.group.paths:
                fold.add(self._make_row(path))
        self._show_rows()
        self.rows_changed.emit()

    def _show_rows(self) -> None:
        for path, row in self.rows.items():
            row.clear_refusal()
            row.set_value(get_value(self._config, path))
            row.setVisible(is_used(row.field, self._config))

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the training part of `config`, without a signal."""
        self._config = config
        self._show_rows()
        for fold in self.groups:
            fold.set_config(config)
        self.fold.set_remark([_tr(fold.group.title).lower() for fold in self.groups if fold.remark()])

    def open_at(self, path: str) -> None:
        """Unfold what hides the setting at `path`."""
        for fold in self.groups:
            if path in fold.group.paths:
                self.fold.button.setChecked(True)
                fold.button.setChecked(True)

    def tab_chain(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        chain: list[QWidget] = [self.rows[path].editor for path in IN_SIGHT]
        chain.append(self.fold.button)
        for fold in self.groups:
            rows = [self.rows[path] for path in fold.group.paths if path in self.rows]
            chain += [fold.button, *(row.editor for row in rows)]
        return chain
