"""Makes the panels. Only here and in the main window do they meet; they never know of each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt

from playground.app.docks import DockPlace
from playground.builder import BuilderPanel
from playground.canvas.panel import DigitPanel
from playground.explain.microscope.panel import MicroscopePanel
from playground.explain.narration_bar import NarrationBar
from playground.theme import Theme
from playground.views.answers_view import AnswersView
from playground.views.batch_view import BatchView
from playground.views.gradient_view import GradientView
from playground.views.histogram_view import HistogramView
from playground.views.instrument import Instrument
from playground.views.loss_view import LossView
from playground.views.network.view import NetworkView
from playground.views.plane.view import PlaneView
from playground.views.robustness_view import RobustnessView
from playground.views.run_list import RunList
from playground.views.space_view import SpaceView
from playground.views.surface_view import SurfaceView
from playground.views.timeline_bar import TimelineBar


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
    plane: PlaneView
    answers: AnswersView
    space: SpaceView
    batch: BatchView
    robustness: RobustnessView
    timeline: TimelineBar
    runs: RunList
    microscope: MicroscopePanel
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
            plane=PlaneView(),
            answers=AnswersView(),
            space=SpaceView(),
            batch=BatchView(),
            robustness=RobustnessView(),
            timeline=TimelineBar(),
            runs=RunList(),
            microscope=MicroscopePanel(),
            narration=NarrationBar(),
        )

    @property
    def instruments(self) -> dict[str, Instrument]:
        """The instruments by the name of their dock."""
        return {
            "loss": self.loss,
            "answers": self.answers,
            "gradients": self.gradients,
            "space": self.space,
            "batch": self.batch,
            "robustness": self.robustness,
            "histograms": self.histograms,
            "surface": self.surface,
        }

    @property
    def frame_views(self) -> tuple[NetworkView | TimelineBar | Instrument, ...]:
        """Those that live on snapshots. The plane comes before the network, which shares its request."""
        return self.plane, self.network, self.timeline, *self.instruments.values()

    @property
    def dataset_views(
        self,
    ) -> tuple[NetworkView | PlaneView | AnswersView | SpaceView | BatchView | RobustnessView, ...]:
        """Those that show examples beside what the engine tells."""
        return self.plane, self.network, self.answers, self.space, self.batch, self.robustness

    def set_theme(self, theme: Theme) -> None:
        """Dress all of them."""
        for panel in (
            self.builder,
            self.digits,
            self.narration,
            self.microscope,
            self.runs,
            *self.frame_views,
        ):
            panel.set_theme(theme)

    def set_motion(self, on: bool) -> None:
        """Let the pictures move, or have them say the same at rest."""
        self.network.set_motion(on)
        self.microscope.set_motion(on)

    def dock_places(self) -> tuple[DockPlace, ...]:
        """Where each dock starts."""
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        return (
            DockPlace(name="builder", title=_tr("Builder"), widget=self.builder, area=left, keys="Alt+1"),
            DockPlace(
                name="loss", title=_tr("Loss and accuracy"), widget=self.loss, area=right, keys="Alt+2"
            ),
            DockPlace(
                name="answers",
                title=_tr("Right and wrong"),
                widget=self.answers,
                area=right,
                behind="loss",
                keys="Alt+6",
            ),
            DockPlace(
                name="runs", title=_tr("Runs"), widget=self.runs, area=right, behind="loss", keys="Alt+0"
            ),
            DockPlace(
                name="gradients",
                title=_tr("Gradients"),
                widget=self.gradients,
                area=right,
                keys="Alt+3",
            ),
            DockPlace(
                name="space",
                title=_tr("Hidden space"),
                widget=self.space,
                area=right,
                behind="gradients",
                keys="Alt+7",
            ),
            DockPlace(
                name="batch",
                title=_tr("Mini-batch"),
                widget=self.batch,
                area=right,
                behind="gradients",
                keys="Alt+8",
            ),
            DockPlace(
                name="robustness",
                title=_tr("Damage"),
                widget=self.robustness,
                area=right,
                behind="gradients",
                keys="Alt+9",
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
            DockPlace(
                name="microscope",
                title=_tr("Microscope"),
                widget=self.microscope,
                area=right,
                is_open=False,
            ),
        )
