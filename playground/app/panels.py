"""Makes the panels. Only here and in the main window do they meet; they never know of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QWidget

from playground.app.docks import DockPlace
from playground.app.late_panels import LatePanels
from playground.app.stage import Stage
from playground.builder import BuilderPanel
from playground.canvas.panel import DigitPanel
from playground.explain.narration_bar import NarrationBar
from playground.theme import LIGHT, Theme
from playground.views.gradient_view import GradientView
from playground.views.histogram_view import HistogramView
from playground.views.instrument import Instrument
from playground.views.loss_view import LossView
from playground.views.network.view import NetworkView
from playground.views.plane.view import PlaneView
from playground.views.surface_view import SurfaceView
from playground.views.timeline_bar import TimelineBar

if TYPE_CHECKING:
    from playground.explain.microscope.panel import MicroscopePanel
    from playground.views.answers_view import AnswersView
    from playground.views.batch_view import BatchView
    from playground.views.robustness_view import RobustnessView
    from playground.views.run_list import RunList
    from playground.views.space_view import SpaceView


def _tr(text: str) -> str:
    return QCoreApplication.translate("Panels", text)


class Panels(QObject):
    """Every panel of the window, made in its dock or on the stage.

    A panel that gets another parent is dressed anew with all that is in it, which would take a quarter of the
    time in which the window is built.
    """

    def __init__(self, window: QWidget, stage: Stage) -> None:
        super().__init__(window)
        self._theme = LIGHT
        self._motion = True
        self.late = LatePanels(self)
        self.builder = BuilderPanel(QDockWidget(window))
        self.network = NetworkView(stage.home)
        self.digits = DigitPanel(stage.end_home)
        self.loss = LossView(QDockWidget(window))
        self.gradients = GradientView(QDockWidget(window))
        self.histograms = HistogramView(QDockWidget(window))
        self.surface = SurfaceView(QDockWidget(window))
        self.plane = PlaneView(stage.end_home)
        self.timeline = TimelineBar(stage)
        self.narration = NarrationBar()
        self.late.made.connect(self._on_made)

    @property
    def answers(self) -> AnswersView:
        """Right and wrong answers; like all that follow made when first asked for."""
        return cast("AnswersView", self.late.get("answers"))

    @property
    def space(self) -> SpaceView:
        """The space as a layer sees it."""
        return cast("SpaceView", self.late.get("space"))

    @property
    def batch(self) -> BatchView:
        """The mini-batch and its gradient."""
        return cast("BatchView", self.late.get("batch"))

    @property
    def robustness(self) -> RobustnessView:
        """Accuracy against damage."""
        return cast("RobustnessView", self.late.get("robustness"))

    @property
    def runs(self) -> RunList:
        """The runs that are kept."""
        return cast("RunList", self.late.get("runs"))

    @property
    def microscope(self) -> MicroscopePanel:
        """One update, number by number."""
        return cast("MicroscopePanel", self.late.get("microscope"))

    @property
    def instruments(self) -> dict[str, Instrument]:
        """The instruments that are there, by the name of their dock."""
        early: dict[str, Instrument] = {
            "loss": self.loss,
            "gradients": self.gradients,
            "histograms": self.histograms,
            "surface": self.surface,
        }
        late = ((name, self.late.find(name)) for name in LatePanels.NAMES)
        return early | {name: panel for name, panel in late if isinstance(panel, Instrument)}

    @property
    def frame_views(self) -> tuple[NetworkView | TimelineBar | Instrument, ...]:
        """Those that are there and live on snapshots. The plane comes before the network, which shares its
        request."""
        return self.plane, self.network, self.timeline, *self.instruments.values()

    def set_theme(self, theme: Theme) -> None:
        """Dress all of them."""
        self._theme = theme
        early = (self.plane, self.network, self.timeline, self.loss, self.gradients, self.histograms)
        for panel in (self.builder, self.digits, self.narration, *early, self.surface):
            panel.set_theme(theme)
        for name in LatePanels.NAMES:
            if self.late.find(name) is not None:
                getattr(self, name).set_theme(theme)

    def set_motion(self, on: bool) -> None:
        """Let the pictures move, or have them say the same at rest."""
        self._motion = on
        self.network.set_motion(on)
        if self.late.find("microscope") is not None:
            self.microscope.set_motion(on)

    @Slot(str)
    def _on_made(self, name: str) -> None:
        getattr(self, name).set_theme(self._theme)
        if name == "microscope":
            self.microscope.set_motion(self._motion)

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
                area=right,
                behind="loss",
                keys="Alt+6",
            ),
            DockPlace(name="runs", title=_tr("Runs"), area=right, behind="loss", keys="Alt+0"),
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
                area=right,
                behind="gradients",
                keys="Alt+7",
            ),
            DockPlace(
                name="batch",
                title=_tr("Mini-batch"),
                area=right,
                behind="gradients",
                keys="Alt+8",
            ),
            DockPlace(
                name="robustness",
                title=_tr("Damage"),
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
                area=right,
                is_open=False,
            ),
        )
