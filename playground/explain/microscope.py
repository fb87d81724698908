"""The microscope: one update of the network that is training, page by page, forward and backward in time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from playground.engine.trace import StepTrace
from playground.experiment.addresses import parse_address
from playground.explain.microscope_body import MicroscopeBody
from playground.explain.microscope_keys import Move, move_of
from playground.explain.microscope_start import MicroscopeStart
from playground.explain.route import Route
from playground.explain.scope_row import ScopeRow
from playground.explain.walk.page import Lit, Page, SliceBlock
from playground.explain.walk.walk import Walk, walk
from playground.theme import LIGHT, Theme
from playground.training.messages import FloatArray, ParameterSlice, SliceQuestion

_SLICE_WAIT_MS = 120


class MicroscopePanel(QWidget):
    """Shows a `StepTrace` as a walk; asks for traces and slices, never computes any. GUI thread only."""

    question_asked = Signal(object)
    """A `TraceQuestion` or a `SliceQuestion` for the engine."""
    update_requested = Signal()
    """Make one update; then a fresh trace (`begin`)."""
    marks_changed = Signal(object)
    """The `Lit` of the page shown, or None; animated if `motion` is on."""
    closed = Signal()
    """Esc: back to the instruments."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_panel")
        self.setAccessibleName(self.tr("Microscope: one update, number by number"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._motion = True
        self._trace: StepTrace | None = None
        self._walk: Walk | None = None
        self._route = Route(())
        self._at = 0
        self._parameter: tuple[str, tuple[int, ...]] | None = None
        """The weight whose page is shown beside the walk."""
        self._page: Page | None = None
        self._slices: dict[tuple[str, tuple[int, ...]], ParameterSlice] = {}
        self._body = MicroscopeBody()
        self._scope = ScopeRow()
        self._start = MicroscopeStart()
        self._slice_timer = QTimer(self)
        self._slice_timer.setObjectName("microscope_slice_timer")
        self._slice_timer.setSingleShot(True)
        self._slice_timer.setInterval(_SLICE_WAIT_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        for widget, stretch in ((self._start, 1), (self._body, 1), (self._scope, 0)):
            column.addWidget(widget, stretch)
        self._scope.layout().setContentsMargins(12, 4, 12, 0)
        self._connect()
        self.set_theme(LIGHT)
        self.clear()

    def _connect(self) -> None:
        body, scope = self._body, self._scope
        body.phases.phase_chosen.connect(self._on_phase_chosen)
        body.place.layer_chosen.connect(self._on_layer_chosen)
        body.place.unit_chosen.connect(self._on_unit_chosen)
        body.transport.moved.connect(self._on_moved)
        body.page.reference_clicked.connect(self._on_reference_clicked)
        scope.changed.connect(self.begin)
        scope.update_requested.connect(self._on_update_requested)
        self._start.start_requested.connect(self.begin)
        self._slice_timer.timeout.connect(self._ask_slice)
        # Buttons would take the arrow keys to go from one to the next.
        for button in self.findChildren(QAbstractButton):
            button.installEventFilter(self)

    # ---- what it shows

    @property
    def motion(self) -> bool:
        """Whether what lights up in the diagram may move."""
        return self._motion

    def set_motion(self, on: bool) -> None:
        """Switch the motion on or off."""
        if on != self._motion:
            self._motion = on
            self._emit_marks()

    @property
    def page(self) -> Page | None:
        """The page on the screen."""
        return self._page

    def text_twin(self) -> str:
        """Everything on the page as plain text."""
        return self._page.to_text() if self._page is not None else self._start.text()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._body.set_theme(theme)
        self._start.set_theme(theme)
        self._scope.set_theme(theme)

    @Slot()
    def begin(self) -> None:
        """Ask for a trace of the update that comes next; one stays where one is."""
        self.question_asked.emit(self._scope.question())

    def set_busy(self, on: bool) -> None:
        """The engine is at it; the present page stays."""
        self._start.set_busy(on)
        self._scope.set_update_enabled(not on and self._trace is not None)

    def set_problem(self, sentence: str) -> None:
        """Say why there is no answer."""
        self._start.set_problem(sentence)

    def set_drawing(self, x: FloatArray | None) -> None:
        """What is on the canvas, as the network takes it; None for nothing."""
        self._scope.set_drawing(x)

    def set_trace(self, trace: StepTrace) -> None:
        """Show a trace; the page stays where it was if the network still has it."""
        before = self._page
        self._trace = trace
        self._walk = walk(trace)
        self._route = Route(self._walk.places)
        self._slices.clear()
        self._scope.set_batch(trace.indices, trace.loss.outputs.shape[-1])
        self._scope.set_update_enabled(True)
        self._start.set_problem("")
        self._show_body(True)
        if self._parameter is not None:
            self._show_parameter()
        elif before is None:
            self._go(0)
        else:
            self._go(self._route.find(before.phase, before.layer, before.unit), keep_place=True)

    def set_slice(self, curve: ParameterSlice) -> None:
        """Show the loss along the weight of this page."""
        self._slices[curve.name, tuple(curve.index)] = curve
        self._body.page.set_slice(curve)

    def show_unit(self, layer: str, unit: int) -> None:
        """Go to a neuron, in the phase that is shown."""
        if self._walk is None:
            self.begin()
            return
        phase = self._page.phase if self._page is not None else "forward"
        if layer not in self._route.layers(phase):
            phase = "forward"
        self._go(self._route.find(phase, layer, unit))

    def show_parameter(self, name: str, index: tuple[int, ...]) -> None:
        """Show one weight: its gradient as a sum of products, and the loss along it."""
        self._parameter = (name, tuple(index))
        if self._walk is None:
            self.begin()
        else:
            self._show_parameter()

    def clear(self) -> None:
        """Forget the trace: another network."""
        self._trace = self._walk = self._page = self._parameter = None
        self._route = Route(())
        self._at = 0
        self._slices.clear()
        self._body.transport.stop()
        self._scope.set_update_enabled(False)
        self._show_body(False)
        self.marks_changed.emit(None)

    def _show_body(self, on: bool) -> None:
        self._start.set_small(on)
        self._body.setVisible(on)
        self._scope.setVisible(on)

    # ---- going

    def _go(self, at: int, *, keep_place: bool = False) -> None:
        assert self._walk is not None
        self._at = at
        self._parameter = None
        self._show(self._walk.page(at), keep_place=keep_place)

    def _show_parameter(self) -> None:
        assert self._walk is not None
        assert self._parameter is not None
        name, index = self._parameter
        self._show(self._walk.parameter_page(name, index, self._slices.get((name, index))))

    def _show(self, page: Page, *, keep_place: bool = False) -> None:
        self._page = page
        self._body.set_page(page, keep_place=keep_place)
        route, on_walk = self._route, self._parameter is None
        count = self.tr("page {at} of {n}").format(at=self._at + 1, n=len(route)) if on_walk else ""
        layers, units = route.layers(page.phase), route.units(page.phase, page.layer)
        self._body.place.set_place(layers, page.layer, units, page.unit, count)
        self._body.transport.set_ends(
            at_start=on_walk and self._at == 0, at_end=on_walk and self._at == len(route) - 1
        )
        self.setAccessibleDescription(page.sentence)
        self._emit_marks()
        if self._missing_slice() is not None:
            self._slice_timer.start()

    def _emit_marks(self) -> None:
        lit: Lit | None = self._page.lit if self._page is not None and self.isVisible() else None
        self.marks_changed.emit(lit)

    def _missing_slice(self) -> SliceBlock | None:
        for block in self._page.blocks if self._page is not None else ():
            if isinstance(block, SliceBlock) and block.slice is None:
                known = self._slices.get((block.name, tuple(block.index)))
                if known is None:
                    return block
                self._body.page.set_slice(known)
        return None

    @Slot()
    def _ask_slice(self) -> None:
        block = self._missing_slice()
        if block is not None:
            question = SliceQuestion(name=block.name, index=tuple(block.index), trace=self._scope.question())
            self.question_asked.emit(question)

    def _move(self, move: Move) -> None:
        if self._walk is None:
            return
        by, way = move
        if self._parameter is not None:
            # Back from the weight to where the walk was.
            self._go(self._at)
            return
        ends = {1: len(self._route) - 1, -1: 0}
        steps = {
            "page": self._route.by_page,
            "unit": self._route.by_unit,
            "layer": self._route.by_layer,
            "phase": self._route.by_phase,
        }
        at = ends[way] if by == "end" else steps[by](self._at, way)
        if at != self._at:
            self._go(at)

    @Slot(str, int)
    def _on_moved(self, by: str, way: int) -> None:
        self._move((by, way))

    @Slot(str)
    def _on_phase_chosen(self, phase: str) -> None:
        if self._walk is not None and self._page is not None:
            at = next(i for i, place in enumerate(self._route.places) if place.phase == phase)
            self._go(at)

    @Slot(str)
    def _on_layer_chosen(self, layer: str) -> None:
        if self._page is not None:
            self._go(self._route.find(self._page.phase, layer, None))

    @Slot(int)
    def _on_unit_chosen(self, unit: int) -> None:
        if self._page is not None:
            self._go(self._route.find(self._page.phase, self._page.layer, unit if unit >= 0 else None))

    @Slot(str)
    def _on_reference_clicked(self, reference: str) -> None:
        kind, _, rest = reference.partition(":")
        if kind == "unit":
            layer, _, unit = rest.rpartition(":")
            self.show_unit(layer, int(unit))
        elif kind == "parameter":
            self.show_parameter(*parse_address(rest))

    @Slot()
    def _on_update_requested(self) -> None:
        self._scope.set_update_enabled(False)
        self.update_requested.emit()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = move_of(event)
        if move is not None:
            self._move(move)
        elif event.key() == Qt.Key.Key_P and not event.modifiers():
            self._body.transport.toggle()
        elif event.key() == Qt.Key.Key_U and not event.modifiers() and self._walk is not None:
            self._scope.click_update()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            move = move_of(event)
            if move is not None:
                self._move(move)
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._emit_marks()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._slice_timer.stop()
        self.marks_changed.emit(None)
