"""Makes the panels. Only here and in the main window do they meet; they never know of each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt

from playground.app.docks import DockPlace
from playground.builder import BuilderPanel
from playground.canvas.panel import DigitPanel
from playground.explain.narration_bar import NarrationBar
from playground.theme import Theme
from playground.views.gradient_view import GradientView
from playground.views.histogram_view import HistogramView
from playground.views.instrument import Instrument
from playground.views.loss_view import LossView
from playground.views.network_view import NetworkView
from playground.views.surface_view import SurfaceView


def _tr(text: str) -> str:
    return QCoreApplication.translate("Panels", text)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panels:
    """Every panel of the window."""

    builder: BuilderPanel
    network: NetworkView
    digits: DigitPanel
    loss: LossView
    gradients: GradientView
    histograms: HistogramView
    surface: SurfaceView
    narration: NarrationBar

    @classmethod
    def make(cls) -> Panels:
        """Make all of them, without parents: each is taken in by its dock or by the stage."""
        return cls(
            builder=BuilderPanel(),
            network=NetworkView(),
            digits=DigitPanel(),
            loss=LossView(),
            gradients=GradientView(),
            histograms=HistogramView(),
            surface=SurfaceView(),
            narration=NarrationBar(),
        )

    @property
    def frame_views(self) -> tuple[NetworkView | LossView | GradientView | HistogramView | SurfaceView, ...]:
        """Those that live on snapshots."""
        return self.network, self.loss, self.gradients, self.histograms, self.surface

    @property
    def instruments(self) -> dict[str, Instrument]:
        """The instruments by the name of their dock."""
        return {
            "loss": self.loss,
            "gradients": self.gradients,
            "histograms": self.histograms,
            "surface": self.surface,
        }

    def set_theme(self, theme: Theme) -> None:
        """Dress all of them."""
        for panel in (self.builder, self.digits, self.narration, *self.frame_views):
            panel.set_theme(theme)

    def dock_places(self) -> tuple[DockPlace, ...]:
        """Where each dock starts."""
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        return (
            DockPlace(name="builder", title=_tr("Builder"), widget=self.builder, area=left, keys="Alt+1"),
            DockPlace(
                name="loss", title=_tr("Loss and accuracy"), widget=self.loss, area=right, keys="Alt+2"
            ),
            DockPlace(
                name="gradients",
                title=_tr("Gradients by layer"),
                widget=self.gradients,
                area=right,
                keys="Alt+3",
            ),
            DockPlace(
                name="histograms", title=_tr("Weights"), widget=self.histograms, area=right, keys="Alt+4"
            ),
            DockPlace(
                name="surface",
                title=_tr("Loss surface"),
                widget=self.surface,
                area=right,
                beside="histograms",
                keys="Alt+5",
            ),
        )
