"""The stage: the network from left to right, with what each unit computes and each link weighs."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from playground.data import Dataset
from playground.experiment.config import ExperimentConfig
from playground.theme import Theme
from playground.training.messages import PlaneRequest, RunState, Snapshot
from playground.views.network.controls import HeaderControls
from playground.views.network.flow import MarkedParts
from playground.views.network.held import held_of
from playground.views.network.input import NetworkInput
from playground.views.network.layout import NetworkLayout
from playground.views.network.links_selector import LinksSelector
from playground.views.network.marks import DiagramMarks
from playground.views.network.names import NetworkNames, names_of
from playground.views.network.over_canvas import paint_overlays
from playground.views.network.pointing import nearest_there, still_there
from playground.views.network.scene import Pointed

_CALM_FRAME_S = 0.25
"""Without motion the picture follows the network four times a second."""
_FLOW_MS = 33
_NEURON_RESOLUTION = 34


class NetworkView(NetworkInput):
    """Painted part by part as the frames change it; only what is pressed is a child widget. GUI thread only.

    It changes nothing by itself: every signal is a wish, and the next frame shows what became of it.
    """

    layer_units_changed = Signal(int, int)
    """Place in the experiment's layers (from 0), and how many units or channels it shall have."""
    layer_insert_requested = Signal(int)
    """A new layer shall have this place in the experiment's layers."""
    layer_remove_requested = Signal(int)
    """The layer, or block, at this place shall go."""
    layer_moved = Signal(int, int)
    """The layer at the first place shall be at the second one of the new list."""
    layer_activation_changed = Signal(int, str)
    parameter_edited = Signal(object)
    """Tuple of `ParameterEdit`."""
    marks_changed = Signal(object)
    """`frozen`, `cut` and `silenced` of the new `NetworkConfig`, as a dict."""
    parameter_picked = Signal(str, object)
    """Name and index of the parameter that somebody looks at."""
    unit_picked = Signal(str, int)
    """Layer and unit that somebody looks at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_view")
        self.setAccessibleName(self.tr("Network"))
        self.setMinimumSize(280, 260)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._has_motion = True
        self._taken_s = 0.0
        self._dataset: Dataset | None = None
        self._lit: DiagramMarks | None = None
        self._parts: MarkedParts | None = None
        self._flow_since = 0.0
        self._flow = QTimer(self, interval=_FLOW_MS)
        self._flow.timeout.connect(self._on_flow)
        self._controls = HeaderControls(self)
        self._controls.hide()
        self._selector = LinksSelector(self)
        self._connect()

    def _connect(self) -> None:
        gestures, hands = self._gestures, self._hands
        self._controls.pressed_for.connect(gestures.do_with_layer)
        for name in (
            "layer_units_changed",
            "layer_insert_requested",
            "layer_remove_requested",
            "layer_moved",
            "layer_activation_changed",
        ):
            getattr(gestures, name).connect(getattr(self, name))
        for name in ("parameter_edited", "marks_changed", "parameter_picked", "unit_picked"):
            getattr(hands, name).connect(getattr(self, name))
        hands.closed.connect(self._on_pointed_changed)
        gestures.pointed_changed.connect(self._on_pointed_changed)
        gestures.active_layer_changed.connect(self._controls.set_active)

    # ---- the interface of a view

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self._scene.theme = theme
        self._controls.set_theme(theme)
        self._selector.set_theme(theme)
        self._hands.set_theme(theme)
        self._make_scene()

    def set_motion(self, has_motion: bool) -> None:
        """Follow the network at frame rate, or calmly, four times a second."""
        self._has_motion = has_motion
        self.set_marks(self._lit)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The data of the experiment: what inputs and outputs are called, and whether there is a plane."""
        self._dataset = dataset
        self._scene.names = NetworkNames() if dataset is None else names_of(dataset)
        self._scene.has_plane = dataset is not None and dataset.frame is not None
        self._scene.plane = None
        self._make_scene()

    @Slot(str)
    def set_example(self, name: str) -> None:
        """Say which example of the data stands at the input; nothing: what was drawn, or any."""
        self._scene.name_example(name)

    @Slot(object)
    def set_example_place(self, place: tuple[float, float] | None) -> None:
        """Mark the chosen example on the map of every unit; None: there is none."""
        self._scene.place = place
        self._hands.follow()
        self.update()

    def set_config(self, config: ExperimentConfig) -> None:
        """Draw what the experiment holds: frozen, cut, switched off."""
        held = held_of(config.network)
        if held != self._scene.held:
            self._scene.held = held
            self._hands.refresh()
            self.update()

    def set_marks(self, marks: DiagramMarks | None) -> None:
        """Light up what the microscope speaks of, and dim the rest; None lights up everything."""
        self._lit = marks
        self._flow_since = time.monotonic()
        self._find_marked()
        moves = marks is not None and marks.animate and marks.direction != "none" and self._has_motion
        self._flow.start() if moves else self._flow.stop()
        self.update()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Show the network of `snapshot`, if it is in it."""
        diagram, scene = snapshot.diagram, self._scene
        if diagram is None or not diagram.layers:
            return
        is_training = snapshot.state is RunState.TRAINING
        plane = snapshot.plane or scene.plane
        if diagram is scene.diagram and is_training == scene.is_training and plane is scene.plane:
            return  # computed less often than frames are shown
        is_same = scene.fits(diagram)
        if is_same and not self._has_motion and time.monotonic() - self._taken_s < _CALM_FRAME_S:
            return
        self._taken_s = time.monotonic()
        scene.is_training = is_training
        if is_same:
            self.update(scene.take(diagram, plane))
            self._hands.follow()
            return
        scene.diagram, scene.plane = diagram, plane
        self._keep_focus_only()
        self._make_scene()
        self.refresh_text()

    def add_to_request(self, request: dict[str, Any]) -> None:
        """Ask for the network, and for the maps of its units, while somebody can see it."""
        if not self.isVisible():
            return
        request["diagram"] = True
        request["diagram_links"] = self._selector.kind
        request["diagram_first"] = self._keys.scroll.request
        frame = None if self._dataset is None else self._dataset.frame
        if frame is None:
            return
        wanted = request.get("plane")
        if wanted is None:
            wanted = PlaneRequest(x_range=frame.x_range, y_range=frame.y_range, resolution=_NEURON_RESOLUTION)
        request["plane"] = replace(wanted, neuron_resolution=_NEURON_RESOLUTION)

    def refresh_text(self) -> None:
        """Bring numbers and the text twin up to date; to be called at most four times a second."""
        pointed = self._gestures.pointed
        target = pointed.hovered or pointed.focused or self._hands.parameter or self._hands.pinned
        readout = self._gestures.badge or self._scene.sentence(target)
        if readout != self._scene.readout:
            self._scene.readout = readout
            self.update(self._scene.readout_rect().toAlignedRect())
        self._hands.refresh()
        self._find_marked()
        twin = self.text_twin()
        if twin != self.accessibleDescription():
            self.setAccessibleDescription(twin)

    def clear(self) -> None:
        """A new run has begun: its network comes with its first frame."""
        self._keep_focus_only()
        self._gestures.badge = ""
        self._gestures.drag = self._gestures.enlarged = None
        self._parts = None
        self._scene.clear()

    def text_twin(self) -> str:
        """The sentences that say what the picture shows."""
        twin = self._scene.text_twin()
        focused = self._gestures.pointed.focused
        said = self._scene.sentence(focused)
        return " ".join(filter(None, (said and f"{said}.", self._scene.map_sentence(focused), twin)))

    def readout(self) -> str:
        """The line at the bottom: what is pointed at."""
        return self._scene.readout

    # ---- inside

    @property
    def _layout(self) -> NetworkLayout | None:
        return self._scene.layout

    def _make_scene(self) -> None:
        self._scene.make(self.size(), self.font(), self.devicePixelRatioF())
        layout = self._layout
        if layout is not None and self._scene.diagram is not None:
            self._controls.set_layout(layout)
            self._controls.show()
            self._selector.place_in(layout)
            pointed = self._gestures.pointed
            if not still_there(layout, pointed.hovered):
                pointed.hovered = None
            pointed.focused = nearest_there(layout, pointed.focused)
            self._gestures.drag = self._gestures.enlarged = None
            self._hands.network_changed()
            self._find_marked()
        self.update()

    def _keep_focus_only(self) -> None:
        """Another network: the pointer finds its unit again by itself, the keyboard stays at its place."""
        self._gestures.pointed = Pointed(focused=self._gestures.pointed.focused)

    def _find_marked(self) -> None:
        scene = self._scene
        if self._lit is None or scene.layout is None or scene.diagram is None or scene.canvas is None:
            self._parts = None
        else:
            self._parts = MarkedParts(self._lit, scene.layout, scene.diagram, scene.canvas)

    @Slot()
    def _on_pointed_changed(self) -> None:
        self.refresh_text()
        self.update()

    @Slot()
    def _on_flow(self) -> None:
        if self._parts is not None and self._scene.canvas is not None and self.isVisible():
            self.update(self._parts.flow_region(self._scene.canvas))

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(640, 560)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_scene()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        self._scene.paint_canvas(painter, event.region())
        flow_s = time.monotonic() - self._flow_since
        paint_overlays(
            painter,
            event.region(),
            self._hands,
            self._gestures,
            self._parts,
            flow_s,
            has_focus=self.hasFocus(),
        )
