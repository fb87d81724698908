"""Looking into a run: maps of the plane, the batch, the answers, the space of a layer, damage, saliency.

Each is made only while a frame asks for it, with arrays of its own, so that the training step is never
disturbed. What is quick follows the frames (`PacedValue`); what goes through many examples is a `SlowView`,
computed in slices on a frozen copy.
"""

from playground.training.inspection.inspections import Inspections
from playground.training.inspection.slow_view import SlowView

__all__ = ["Inspections", "SlowView"]
