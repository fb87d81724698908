"""Everything about data and answers that a frame may ask for."""

from __future__ import annotations

import numpy as np

from playground.engine.score_gradient import ScoreGradient
from playground.training.diagram_columns import DiagramColumn
from playground.training.inspection.answers import AnswersView
from playground.training.inspection.batch import BatchView
from playground.training.inspection.plane_maps import PlaneMapper
from playground.training.inspection.reading import finite, sealed
from playground.training.inspection.robustness import RobustnessView
from playground.training.inspection.slow_view import SlowView
from playground.training.inspection.space import SpaceView
from playground.training.messages import FloatArray, PlaneMaps, PlaneRequest, Saliency
from playground.training.paced import PacedValue
from playground.training.session import Session

_PLANE_S = 0.03
"""Frames come sixty times a second: about every second one gets new maps."""
_PLANE_SHARE = 0.1
"""Of a small network the maps take half of that; of a large one they come less often."""
_SALIENCY_SHARE = 0.01


class Inspections:
    """The inspections of one session; what nobody asks for costs nothing."""

    def __init__(self, session: Session, columns: tuple[DiagramColumn, ...]) -> None:
        self._session = session
        self.batch = BatchView(session)
        self.answers = AnswersView(session)
        self.space = SpaceView(session, columns)
        self.robustness = RobustnessView(session)
        self._columns = columns
        self._mapper: PlaneMapper | None = None
        self._maps: PacedValue[PlaneMaps] = PacedValue(_PLANE_S, _PLANE_SHARE)
        self._score_gradient: ScoreGradient | None = None
        self._salient: PacedValue[Saliency] = PacedValue(0.0, _SALIENCY_SHARE)

    def set_columns(self, columns: tuple[DiagramColumn, ...]) -> None:
        """The diagram shows other units; the maps are of those."""
        self._columns = columns
        self._mapper = None
        self._maps.forget()

    @property
    def slow_views(self) -> tuple[SlowView[object, object], ...]:
        """What the background works on, the quickest first."""
        return (self.batch, self.space, self.answers, self.robustness)  # type: ignore[return-value]

    def plane(self, request: PlaneRequest, now: float) -> PlaneMaps | None:
        """The maps of the plane; None for data that have none."""
        session = self._session
        if session.dataset.frame is None:
            return None
        if self._mapper is None:
            self._mapper = PlaneMapper(session.network, session.dataset, self._columns)
        mapper = self._mapper
        return self._maps.get(request, session.step, now, lambda: mapper.view(request, session.step))

    def saliency(self, probe: FloatArray, class_index: int, now: float) -> Saliency:
        """∂(score)/∂(input) at the probe."""
        key = (probe.tobytes(), class_index)
        return self._salient.get(key, self._session.step, now, lambda: self._saliency(probe, class_index))

    def _saliency(self, probe: FloatArray, class_index: int) -> Saliency:
        if self._score_gradient is None:
            self._score_gradient = ScoreGradient(self._session.network)
        with np.errstate(all="ignore"):
            index, gradient = self._score_gradient.at(probe, class_index)
        return Saliency(class_index=index, gradient=sealed(finite(gradient.astype(np.float32))))

    def network_changed(self) -> None:
        """The network computes something else now: another activation, another weight."""
        self._score_gradient = None
        self._maps.forget()
        self._salient.forget()
        for view in self.slow_views:
            view.network_changed()

    def truncate(self) -> None:
        """The run stands at another step."""
        self.network_changed()
        self.batch.truncate()
