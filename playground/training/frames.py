"""Snapshots: what a frame request asks for, and nothing else."""

from __future__ import annotations

import math
from time import perf_counter
from typing import Any

import numpy as np

from playground.training.instruments import Instruments
from playground.training.messages import FloatArray, FrameRequest, RunState, Snapshot
from playground.training.session import Session


class FrameMaker:
    """Makes the snapshots of one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.instruments = Instruments(session)

    def make(self, request: FrameRequest, run_id: int, rates: tuple[float, float]) -> Snapshot:
        """Answer one request; checks first that nothing that isn't finite gets into it."""
        session, instruments = self.session, self.instruments
        now = perf_counter()
        session.state_is_sound()
        drawing = request.probe
        if drawing is not None and drawing.size != session.network.n_inputs:
            drawing = None  # made for the data of another run
        if request.surface is not None:
            instruments.surface.ask(request.surface, now)
        if request.diagram:
            instruments.show_units(request.diagram_first)
        losses = gradients = histograms = None
        with np.errstate(all="ignore"):
            if request.losses:
                losses = instruments.losses(now)
            if request.gradients or request.gradient_history:
                gradients = instruments.gradients(request.gradient_history, now)
            if request.histograms or request.histogram_history:
                histograms = instruments.histograms(request.histogram_history, now)
            surface = instruments.surface_view(now) if request.surface is not None else None
        training = session.state is RunState.TRAINING
        newest = session.evaluation
        return Snapshot(
            request_id=request.request_id,
            run_id=run_id,
            step=session.step,
            epoch=session.epoch,
            steps_per_epoch=session.steps_per_epoch,
            state=session.state,
            steps_per_second=rates[0] if training else 0.0,
            samples_per_second=rates[1] if training else 0.0,
            learning_rate=session.learning_rate,
            batch_loss=session.smoothed_loss,
            test_loss=newest.test_loss if newest else math.nan,
            test_accuracy=newest.test_accuracy if newest else math.nan,
            train_accuracy=newest.train_accuracy if newest else math.nan,
            given_weights=session.custom_start,
            losses=losses,
            gradients=gradients,
            histograms=histograms,
            surface=surface,
            diagram=instruments.diagram(drawing, request.diagram_links, now) if request.diagram else None,
            probe=None if drawing is None else instruments.answer(drawing, now),
            **self._inspections(request, drawing, now),
        )

    def _inspections(self, request: FrameRequest, drawing: FloatArray | None, now: float) -> dict[str, Any]:
        """The parts about data and answers that are asked for."""
        look, parts = self.instruments.inspections, dict[str, Any]()
        if request.plane is not None:
            parts["plane"] = look.plane(request.plane, now)
        if request.batch:
            parts["batch"] = look.batch.view(now)
        if request.answers is not None:
            parts["answers"] = look.answers.view(request.answers, now)
        if request.space is not None:
            parts["space"] = look.space.view(request.space, now)
        if request.robustness is not None:
            parts["robustness"] = look.robustness.view(request.robustness, now)
        if request.saliency is not None and drawing is not None:
            parts["saliency"] = look.saliency(drawing, request.saliency, now)
        return parts
