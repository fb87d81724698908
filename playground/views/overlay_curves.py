"""Curves of kept runs behind those of the present one: thin, each in its own colour and dashes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg

from playground.theme import LIGHT, Theme
from playground.views.plot_style import line_pen
from playground.views.run_colours import run_colour, run_dashes
from playground.views.thinning import Series, thin_line

Curve = tuple[int, Series, Series]
"""Id of the run, and its curve."""


class OverlayCurves:
    """Items of one plot. Drawn anew only when the curves or the axes change: kept runs don't move."""

    def __init__(self) -> None:
        self._view_box: pg.ViewBox | None = None
        self._theme: Theme = LIGHT
        self.curves: dict[int, pg.PlotCurveItem] = {}
        """By the id of the run."""
        self._drawn: tuple[object, ...] = ()

    def attach(self, view_box: pg.ViewBox) -> None:
        """The plot that the curves are part of."""
        self._view_box = view_box

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for run_id, curve in self.curves.items():
            self._dress(run_id, curve)

    def draw(
        self,
        curves: Sequence[Curve],
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        n_columns: int,
    ) -> None:
        """Show these curves; those of other runs go."""
        ends = tuple((run_id, len(x), *(float(v) for v in y[-1:])) for run_id, x, y in curves)
        if (ends, x_range, y_range, n_columns) == self._drawn or self._view_box is None:
            return
        self._drawn = (ends, x_range, y_range, n_columns)
        wanted = {run_id for run_id, _, _ in curves}
        for run_id in [known for known in self.curves if known not in wanted]:
            self._view_box.removeItem(self.curves.pop(run_id))
        for run_id, x, y in curves:
            curve = self.curves.get(run_id)
            if curve is None:
                curve = self.curves[run_id] = pg.PlotCurveItem(skipFiniteCheck=True)
                curve.setZValue(-5)
                self._dress(run_id, curve)
                self._view_box.addItem(curve, ignoreBounds=True)
            x, y = thin_line(np.asarray(x, dtype=np.float64), y, *x_range, n_columns)
            curve.setData(x, np.clip(y, *y_range))

    def _dress(self, run_id: int, curve: pg.PlotCurveItem) -> None:
        pen = line_pen(run_colour(run_id, self._theme))
        dashes = run_dashes(run_id)
        if dashes:
            pen.setDashPattern(list(dashes))
        curve.setPen(pen)
