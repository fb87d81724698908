"""What the views look at, beside the losses: gradients by layer, weight histograms, the surface, the diagram.

Only what has to be sampled while it happens (gradients over time, some histograms, the path) is kept all the
time, a few times a second; everything else is computed when a frame asks for it.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from playground.engine import Network, layer_names, rms_by_layer
from playground.training.diagram import DiagramMaker
from playground.training.inspection import Inspections
from playground.training.instrument_memory import InstrumentMemory
from playground.training.messages import (
    Diagram,
    FloatArray,
    Gradients,
    Histograms,
    History,
    Losses,
    ProbeAnswer,
    RunState,
    Surface,
)
from playground.training.paced import PacedValue
from playground.training.session import Session
from playground.training.surface_keeper import SurfaceKeeper
from playground.training.unhurried import Unhurried
from playground.training.unit_health import UnitHealth
from playground.training.weight_histograms import WeightHistograms

SAMPLE_INTERVAL_S = 0.04
_SAMPLE_SHARE = 0.01
"""Sampling may take so much of the time; for large networks it then happens less often."""
_SLOW_NUMBERS_S = 0.2
"""Sizes of weights and updates are read as numbers, so they are measured only a few times a second."""
_SLOW_SHARE = 0.004
_HISTOGRAM_S = 0.05
_SHORTEST_S = 0.03
"""Frames come sixty times a second: about every second one gets new curves and pictures."""


class Instruments:
    """The instruments of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names = layer_names(session.network)
        self._gradients_past: Unhurried[History] = Unhurried()
        known = session.gradient_rows.newest
        self._newest_rms: FloatArray = np.zeros(len(self._names), np.float32) if known is None else known
        self._rms_step = -1
        self._next_sample_at = float("-inf")
        self._magnitudes: PacedValue[Gradients] = PacedValue(_SHORTEST_S)
        self._sizes: PacedValue[tuple[FloatArray, FloatArray]] = PacedValue(_SLOW_NUMBERS_S, _SLOW_SHARE)
        self._counted: PacedValue[Histograms] = PacedValue(_HISTOGRAM_S)
        self._drawn: PacedValue[Diagram] = PacedValue(_SHORTEST_S)
        self._curves: PacedValue[Losses] = PacedValue()
        self._surface_view: PacedValue[Surface | None] = PacedValue(_SHORTEST_S)
        self._answered: PacedValue[ProbeAnswer] = PacedValue(_SHORTEST_S)
        self._all_paced: tuple[PacedValue[Any], ...] = (
            self._curves,
            self._magnitudes,
            self._sizes,
            self._counted,
            self._drawn,
            self._surface_view,
            self._answered,
        )
        self.weight_histograms = WeightHistograms(session.network, session.initial_parameters, session.step)
        self.surface = SurfaceKeeper(session)
        self.unit_health = UnitHealth(session)
        self.diagram_maker = DiagramMaker(
            session.network, session.dataset, lambda: session.trainer.last_update()
        )
        self.inspections = Inspections(session, self.diagram_maker.columns)

    def sample(self, now: float) -> None:
        """Keep what has to be kept while it happens; called after each chunk of steps."""
        session = self._session
        if session.state is RunState.DIVERGED:
            return
        early = session.step <= 64
        if (not early and now < self._next_sample_at) or not session.state_is_sound():
            return
        started = perf_counter()
        self._measure_gradients()
        self.unit_health.note(now)
        if self.weight_histograms.wants_record(session.step):
            self.weight_histograms.record(session.step)
        self.surface.note(session.step)
        took = perf_counter() - started
        self._next_sample_at = now + max(SAMPLE_INTERVAL_S, took / _SAMPLE_SHARE)

    def _measure_gradients(self) -> None:
        """Keep the magnitudes of the last step, unless they are known or not fit to be."""
        session = self._session
        if session.step in (0, self._rms_step) or session.state is RunState.DIVERGED:
            return
        if session.stepper.gradient_step != session.step:
            return
        rms = fast_rms(session.network, session.network.gradients)
        if not np.isfinite(rms).all():
            return
        self._newest_rms = rms
        self._rms_step = session.step
        session.gradient_rows.add(session.step, session.epoch, rms)

    def losses(self, now: float) -> Losses:
        """The value that a snapshot carries."""
        session = self._session
        # An evaluation may come without a step.
        key = (session.state, session.evaluation)
        return self._curves.get(
            key, session.step, now, lambda: session.history.view(session.trainer.last_penalty)
        )

    def gradients(self, with_history: bool, now: float) -> Gradients:
        """The value that a snapshot carries; after a divergence the last finite magnitudes."""
        session = self._session
        key = (with_history, session.state)
        return self._magnitudes.get(key, session.step, now, lambda: self._gradients_view(with_history, now))

    def _gradients_view(self, with_history: bool, now: float) -> Gradients:
        step = self._session.step
        self._measure_gradients()
        weights, updates = self._sizes.get(None, step, now, self._measure_sizes)
        return Gradients(
            layer_names=self._names,
            rms=self._newest_rms,
            weight_rms=weights,
            update_rms=updates,
            history=self._gradients_past.get(step, self._session.gradient_rows.view)
            if with_history
            else None,
            dead_share=self.unit_health.dead,
            saturated_share=self.unit_health.saturated,
            clipped_share=self.unit_health.clipped_share,
        )

    def _measure_sizes(self) -> tuple[FloatArray, FloatArray]:
        """RMS of the weights and of the last update by layer."""
        network = self._session.network
        weights = fast_rms(network, network.parameters)
        last_update = self._session.trainer.last_update()
        updates = np.nan_to_num(fast_rms(network, last_update), posinf=0.0, neginf=0.0)
        weights.flags.writeable = updates.flags.writeable = False
        return weights, updates

    def histograms(self, with_ridges: bool, now: float) -> Histograms:
        """The value that a snapshot carries."""
        newest = self._counted.get(
            None, self._session.step, now, lambda: self.weight_histograms.view(with_ridges=True)
        )
        return newest if with_ridges else replace(newest, ridge_steps=None, ridges=None)

    def show_units(self, first: tuple[tuple[str, int], ...]) -> None:
        """Which units of large layers are shown: see `FrameRequest.diagram_first`."""
        if first != self.diagram_maker.first:
            self.diagram_maker.show_from(first)
            self.inspections.set_columns(self.diagram_maker.columns)

    def diagram(self, drawing: FloatArray | None, links: str, now: float) -> Diagram:
        """The value that a snapshot carries, for a drawing or for the fixed example."""
        key = (None if drawing is None else drawing.tobytes(), links, self.diagram_maker.first)
        step = self._session.step
        return self._drawn.get(key, step, now, lambda: self.diagram_maker.view(drawing, links))

    def answer(self, drawing: FloatArray, now: float) -> ProbeAnswer:
        """What the network says to a drawing: to a new one at once."""
        step = self._session.step
        return self._answered.get(drawing.tobytes(), step, now, lambda: self._answer(drawing))

    def _answer(self, drawing: FloatArray) -> ProbeAnswer:
        answer = self.diagram_maker.answer(np.asarray(drawing, np.float32))
        answer.flags.writeable = False
        return ProbeAnswer(probabilities=answer)

    def surface_view(self, now: float) -> Surface | None:
        """The value that a snapshot carries; None before the first grid."""
        keeper = self.surface
        view = self._surface_view.get(keeper.version, self._session.step, now, keeper.view)
        return view and replace(view, progress=keeper.progress)

    def config_changed(self) -> None:
        """The network computes something else now: another activation or loss, weights set by hand."""
        self.surface.network_changed()
        self.unit_health.forget()
        for paced in self._all_paced:
            paced.forget()
        self.inspections.network_changed()

    def truncate(self, step: int) -> None:
        """The run has gone back to `step`, and what came after is forgotten."""
        self._session.gradient_rows.truncate(step)
        self.weight_histograms.truncate(step)
        self.surface.truncate(step)
        self.moved()

    def moved(self) -> None:
        """Another moment of the run is shown; what is kept of the whole run stays."""
        self._gradients_past.forget()
        self._rms_step = -1
        for paced in self._all_paced:
            paced.forget()
        self.surface.network_changed()
        self.unit_health.forget()
        self.inspections.truncate()

    def memory(self) -> InstrumentMemory:
        """What was sampled of the run, the living objects."""
        return InstrumentMemory(
            gradients=self._session.gradient_rows,
            ridges=self.weight_histograms.past,
            samples=self.surface.samples,
        )

    def take_over(self, memory: InstrumentMemory) -> None:
        """Go on with what was sampled of this run before."""
        self._session.gradient_rows = memory.gradients
        self.weight_histograms.past = memory.ridges
        self.surface.samples = memory.samples
        self.moved()


def fast_rms(network: Network, vector: FloatArray) -> FloatArray:
    """As `rms_by_layer`, by one product a layer where its squares stay far inside the range of float32."""
    result = np.empty(len(network.weight_slices), np.float32)
    for index, part in enumerate(network.weight_slices.values()):
        weights = vector[part]
        square = float(np.dot(weights, weights))
        if not 1e-25 < square < 1e30:
            return rms_by_layer(network, vector)
        result[index] = (square / len(weights)) ** 0.5
    return result
