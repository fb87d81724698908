"""Loss and accuracy in words, for those who can't see the plots. No widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.training.messages import Losses, RunRecord, Snapshot
from playground.views.numbers import loss_text, percent, whole


def _tr(text: str) -> str:
    return QCoreApplication.translate("LossView", text)


def text_twin(
    snapshot: Snapshot, losses: Losses, overlays: Sequence[RunRecord], names: Mapping[int, str]
) -> str:
    """Losses, accuracies and what their difference means; then the kept runs by their `names`."""
    parts = [
        _tr("Step {0}, epoch {1}: training loss {2}.").format(
            whole(snapshot.step), f"{snapshot.epoch:.1f}", loss_text(snapshot.batch_loss)
        )
    ]
    if len(losses.test_loss):
        parts.append(
            _tr("Test loss {0}; right on {1} of the test set and {2} of the training examples.").format(
                loss_text(snapshot.test_loss),
                percent(snapshot.test_accuracy),
                percent(snapshot.train_accuracy),
            )
        )
        best = int(np.argmin(losses.test_loss))
        if best < len(losses.test_loss) - 3:
            parts.append(
                _tr("The test loss was lowest at epoch {0} ({1}) and has not improved since.").format(
                    f"{losses.test_epochs[best]:.0f}", loss_text(float(losses.test_loss[best]))
                )
            )
    if losses.penalty > 0.0:
        parts.append(_tr("The penalty on the weights adds {0}.").format(loss_text(losses.penalty)))
    parts += [
        _tr("{0}, kept at step {1}: test loss {2}, {3} right.").format(
            names[record.run_id],
            whole(record.step),
            loss_text(record.test_loss),
            percent(record.test_accuracy),
        )
        for record in overlays
    ]
    return " ".join(parts)
