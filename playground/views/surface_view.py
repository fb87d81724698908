"""Loss surface: a slice through the landscape that training goes down, with the path so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from playground.theme import Theme
from playground.training.messages import Snapshot, Surface, SurfaceRequest
from playground.views.instrument import Instrument
from playground.views.numbers import loss_text, percent, significant, whole
from playground.views.readout import Line, Segment
from playground.views.surface_painted import PaintedSurface
from playground.views.surface_panel import ColourBar, SurfacePanel, nearest_point
from playground.views.surface_scale import SurfaceScale
from playground.views.view_export import DataTable


class SurfaceView(Instrument):
    """Heat map with contours of log loss, or the same as a landscape; both say how much of the path they
    can show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface_view", parent)
        self.set_words(
            self.tr("Loss surface"),
            self.tr("The loss around the network's weights will be drawn here, with the path of training."),
        )
        self._surface: Surface | None = None
        self._drawn: tuple[str, int] | None = None
        self._scale = SurfaceScale()
        self.map = SurfacePanel(self.tr("Loss surface from above"), self._scale)
        self.landscape = PaintedSurface(self.tr("Loss surface as a landscape"), self._scale)
        self.colour_bar = ColourBar(self._scale)
        layout = QHBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._pictures = QStackedLayout()
        self._pictures.addWidget(self.map)
        self._pictures.addWidget(self.landscape)
        layout.addLayout(self._pictures, 1)
        layout.addWidget(self.colour_bar)
        self.plots = (self.map,)
        self.map.hovered.connect(self._on_hovered)
        self.add_toggle(
            "path",
            self.tr("path"),
            self.tr(
                "Cut the landscape along the path of training (its two main directions);"
                " off: along two random directions"
            ),
            checked=True,
        )
        self.add_toggle(
            "landscape", self.tr("3D"), self.tr("See it as a landscape from the side; drag to turn it")
        )
        self.add_menu()
        self.show_empty(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.map, self.landscape, self.colour_bar):
            part.set_theme(theme)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        surface = snapshot.surface
        if surface is None or surface.loss.size == 0:
            return
        before, self._surface = self._surface, surface
        is_new = (surface.plane, surface.version) != self._drawn
        if is_new:
            self._draw_grid()
        if is_new or before is None or surface.path is not before.path:
            self._draw_path()
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()

    def clear(self) -> None:
        self._surface = self._drawn = None
        self._scale.reset()
        super().clear()
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["surface"] = SurfaceRequest(plane="path" if self.option("path") else "random")

    def _options_applied(self) -> None:
        self._pictures.setCurrentIndex(int(self.option("landscape")))
        if self._surface is not None:
            self._draw_grid()
            self._draw_path()

    def _draw_grid(self) -> None:
        """Draw image and contours, or the landscape: only what is seen, only when the grid is new."""
        surface = self._surface
        assert surface is not None
        if self._drawn is not None and self._drawn[0] != surface.plane:
            self._scale.reset()
        self._drawn = (surface.plane, surface.version)
        exponents = self._scale.follow(surface)
        if self.option("landscape"):
            self.landscape.set_grid(surface, exponents)
        else:
            self.map.set_titles(self._titles(surface), "α")
            self.map.set_grid(surface, exponents)
        self.colour_bar.update()

    def _draw_path(self) -> None:
        surface = self._surface
        assert surface is not None
        if self.option("landscape"):
            self.landscape.set_path(surface.path)
        else:
            self.map.set_path(surface.path)

    # ---- words

    def _titles(self, surface: Surface) -> tuple[str, ...]:
        """Which plane it is, in several lengths."""
        share = percent(surface.explained, 0)
        if surface.plane == "path":
            long = self.tr("plane of the path, {0} of it")
            texts = (long, self.tr("{0} of the path"), self.tr("{0} of path"))
        else:
            texts = (self.tr("random plane, {0} of the path"), self.tr("random plane"), self.tr("random"))
        fitting = tuple(text.format(share) for text in texts)
        return ("β ↑ · " + fitting[0] + self.tr(" · □ start ○ now"), *fitting)

    def _wordings(self) -> Sequence[Line]:
        surface = self._surface
        if surface is None:
            return self.waiting_words()
        share, off = percent(surface.explained, 0), significant(surface.off_plane, 2)
        texts = (
            self.tr("a slice: it shows {0} of the path; the network is {1} weight lengths away from it"),
            self.tr("a slice: {0} of the path, {1} weight lengths off"),
            self.tr("{0} of the path, {1} weight lengths off"),
            self.tr("{0} of path, {1} off"),
            self.tr("{1} off the plane"),
            self.tr("{1} off"),
        )
        return [(Segment(text.format(share, off)),) for text in texts]

    def text_twin(self) -> str:
        """What slice it is, how much of the path it shows, and where the network is on it."""
        surface = self._surface
        if surface is None:
            return self.tr("Loss surface: no training yet.")
        kind = (
            self.tr("the plane of the path's two main directions")
            if surface.plane == "path"
            else self.tr("a plane of two random directions")
        )
        finite = surface.loss[np.isfinite(surface.loss)]
        parts = [
            self.tr(
                "A slice of the loss surface: {0}, computed at step {1}; α to the right and β upward, in"
                " lengths of the first weights."
            ).format(kind, whole(surface.step)),
            self.tr(
                "The plane shows {0} of the path; the network is {1} weight lengths away from it."
            ).format(percent(surface.explained, 0), significant(surface.off_plane, 2)),
        ]
        if len(finite):
            parts.append(
                self.tr("Loss on it from {0} to {1}.").format(
                    loss_text(float(finite.min())), loss_text(float(finite.max()))
                )
            )
        if len(surface.path) and np.isfinite(surface.path[-1]).all():
            spot = nearest_point(surface, *(float(v) for v in surface.path[-1]))[2]
            parts.append(self.tr("The network stands where it is about {0}.").format(loss_text(spot)))
        if len(finite) < surface.loss.size:
            parts.append(
                self.tr("{0} points have no finite loss and are left blank.").format(
                    surface.loss.size - len(finite)
                )
            )
        return " ".join(parts)

    def data_table(self) -> DataTable:
        surface = self._surface
        if surface is None:
            return DataTable((), ())
        alphas, betas = np.meshgrid(surface.alphas, surface.betas)
        return DataTable(
            ("alpha", "beta", "loss", "path_step", "path_alpha", "path_beta"),
            (alphas.ravel(), betas.ravel(), surface.loss.ravel(), surface.path_steps, *surface.path.T),
        )

    # ---- pointer

    @Slot(object)
    def _on_hovered(self, position: tuple[float, float] | None) -> None:
        found = self.map.loss_at(*position) if position is not None else None
        if found is None:
            self.map.mark_spot(None)
            self.set_hover_line()
            return
        alpha, beta, loss = found
        self.map.mark_spot((alpha, beta))
        self.set_hover_line(
            (
                Segment(self.tr("loss {0}").format(loss_text(loss))),
                Segment(self.tr("at α {0}, β {1}").format(significant(alpha, 2), significant(beta, 2))),
            )
        )
