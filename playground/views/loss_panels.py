"""The two plots of the loss view: loss over the run, and accuracy over the run."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from playground.theme import Theme
from playground.views.axes import Word
from playground.views.framed_curve import FramedCurve
from playground.views.loss_frame import PlotFrame
from playground.views.numbers import axis_text
from playground.views.overlay_curves import Curve
from playground.views.plot_style import faint, line_pen
from playground.views.ranges import SteadyRange, linear_ticks, log_ticks
from playground.views.run_panel import RunPanel, unit_name
from playground.views.thinning import Series, log10_floored, thin_band, thin_line

_LABEL_GAP_PX = 6.0
_ACCURACY_FLOORS = (0.0, 50.0, 80.0, 90.0, 95.0)


class LossPanel(RunPanel):
    """Loss: the batches as a faint band, their smoothed course, and the test set."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        self.raw_curve = FramedCurve()
        self._linear = SteadyRange()
        self._log = SteadyRange(log=True, least=0.3)
        super().__init__("loss_plot", title, parent)
        self.raw_curve.setZValue(-10)
        self.add_curve(self.raw_curve)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.raw_curve.setPen(line_pen(faint(theme, theme.training)))

    def clear_ranges(self) -> None:
        """Let the next data set the axes afresh."""
        self._test_shape = None
        self._linear.reset()
        self._log.reset()

    def draw(self, frame: PlotFrame) -> None:
        """Show the losses of `frame`."""
        losses = frame.losses
        x_low, x_high = frame.x_range()
        n = self.n_columns()
        batch = losses.batch
        steps = frame.xs(batch.steps)
        inside = slice(max(0, int(np.searchsorted(steps, x_low)) - 1), None) if frame.recent else slice(None)
        smooth_x, smooth_y = _finite(steps[inside], losses.smoothed[inside])
        smooth_x, smooth_y = thin_line(smooth_x, smooth_y, x_low, x_high, n)
        if frame.recent:
            raw_x, low = _finite(frame.xs(losses.recent_steps), losses.recent_loss)
            high = low
        else:
            raw_x, low, high = _finite(steps, batch.low, batch.high)
        raw_x, band = thin_band(raw_x, low, high, x_low, x_high, n)
        test_x, test_y = _finite(frame.xs(losses.test_steps), losses.test_loss)
        self._set_y(frame, smooth_y, test_y[test_x >= x_low], band)
        if frame.log:
            smooth_y, test_y, band = (log10_floored(v) for v in (smooth_y, test_y, band))
        self._set_x(frame)
        self._draw_overlays(frame)
        self.raw_curve.set_points(raw_x, band)
        self.training_curve.set_points(smooth_x, smooth_y)
        self._set_test(test_x, test_y)
        self.set_titles(self.tr("Loss, log scale") if frame.log else self.title, unit_name(self, frame))

    def _draw_overlays(self, frame: PlotFrame) -> None:
        shown = frame.overlays if not frame.recent else ()
        curves: list[Curve] = []
        for record in shown:
            x, y = _finite(frame.overlay_xs(record)[0], record.losses.smoothed)
            curves.append((record.run_id, x, log10_floored(y) if frame.log else y))
        self.overlays.draw(curves, self.x_range, self.y_range, self.n_columns())

    def _set_y(self, frame: PlotFrame, smooth: Series, test: Series, band: Series) -> None:
        """Hold the smoothed and the test curve whole; of the raw band leave single outliers outside."""
        if not len(band):
            return
        ordered = np.sort(band)
        most = (ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20])
        bulk = np.concatenate((smooth, test, most))
        bottom, top = float(bulk.min()), float(bulk.max())
        if frame.log:
            span = self._log
            span.follow(np.log10(max(bottom, 1e-9)), np.log10(max(top, 1e-9)))
            values = log_ticks(10.0**span.low, 10.0**span.high, max(3, self.height() // 20))
            ticks = [(float(np.log10(v)), axis_text(v)) for v in values]
        else:
            span = self._linear
            span.follow(0.0, top)
            ticks = [
                (v, axis_text(v)) for v in linear_ticks(span.low, span.high, max(2, self.height() // 26))
            ]
        self.set_y_axis(span.low, span.high, ticks)


class AccuracyPanel(RunPanel):
    """Share of examples that the network gets right, in percent."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        self._floor = 0.0
        self._shown: tuple[float, ...] = ()
        """What the present picture is of: it changes once an epoch, not at every frame."""
        super().__init__("accuracy_plot", title, parent)

    def _words(self, metrics: QFontMetricsF) -> tuple[Word, ...]:
        """Name the curves above the plot too, where neither they nor the cursor can run through the names."""
        (title,) = super()._words(metrics)
        longer = (self.tr("— train"), self.tr("- - test"))
        shorter = (self.tr("train"), self.tr("test"))
        colours = (self.plot_theme.training, self.plot_theme.test)
        for name, texts in product((title.text, "%"), (longer, shorter)):
            right = self.plot_rect().right()
            words = []
            for text, colour in zip(reversed(texts), reversed(colours), strict=True):
                right -= metrics.horizontalAdvance(text)
                words.append(Word(text, right, 0.0, colour))
                right -= _LABEL_GAP_PX
            if right >= title.x + metrics.horizontalAdvance(name):
                return (replace(title, text=name), *words)
        return (title,)

    def clear_ranges(self) -> None:
        """Let the next data set the axis afresh."""
        self._floor = 0.0
        self._shown = ()
        self._test_shape = None

    def draw(self, frame: PlotFrame) -> None:
        """Show the accuracies of `frame`."""
        losses = frame.losses
        overlays = frame.overlays if not frame.recent else ()
        curves: list[Curve] = []
        for record in overlays:
            at, right = _finite(frame.overlay_xs(record)[1], 100.0 * record.losses.test_accuracy)
            curves.append((record.run_id, at, right))
        self.overlays.draw(curves, frame.x_range(), (self._floor, 100.0), self.n_columns())
        last = float(losses.test_steps[-1]) if len(losses.test_steps) else -1.0
        shown = (
            len(losses.test_steps),
            last,
            *frame.x_range(),
            frame.unit,
            frame.is_timed,
            *(float(run_id) for run_id, _, _ in curves),
            frame.origin,
            self.width(),
            self.height(),
        )
        if shown == self._shown:
            return
        self._shown = shown
        x, test, train = _finite(frame.xs(losses.test_steps), losses.test_accuracy, losses.train_accuracy)
        x_low, _ = frame.x_range()
        test, train = 100.0 * test, 100.0 * train
        others = [right for _, _, right in curves]
        self._follow(np.concatenate((test[x >= x_low], train[x >= x_low], *others)))
        self._set_x(frame)
        n_ticks = 4 if self.height() < 130 else 6
        self.set_y_axis(
            self._floor, 100.0, [(v, axis_text(v)) for v in linear_ticks(self._floor, 100.0, n_ticks)]
        )
        self.training_curve.set_points(x, train)
        self._set_test(x, test)
        self.set_titles(self.tr("Accuracy, %"), unit_name(self, frame))

    def _follow(self, values: Series) -> None:
        """Cut off the steep beginning once most of the curve lies far above it: the axis says where it
        starts."""
        if len(values):
            low = float(np.quantile(values, 0.2))
            wanted = max((f for f in _ACCURACY_FLOORS if f <= low - 0.1 * (100.0 - low)), default=0.0)
            if wanted > self._floor or low < self._floor:
                self._floor = wanted


def _finite(x: Series, *ys: np.ndarray) -> tuple[Series, ...]:
    """The points at which every series is a number: a diverged run may end in others."""
    arrays = [np.asarray(y, dtype=np.float64) for y in ys]
    good = np.isfinite(arrays[0])
    for array in arrays[1:]:
        good = good & np.isfinite(array)
    if good.all():
        return (np.asarray(x, dtype=np.float64), *arrays)
    return (x[good], *(array[good] for array in arrays))
