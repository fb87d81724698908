"""The microscope: one update of the network that is training, page by page, forward and backward in time."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from playground.engine.trace import StepTrace
from playground.experiment.addresses import parse_address
from playground.explain.microscope.body import MicroscopeBody
from playground.explain.microscope.keys import Move, move_of
from playground.explain.microscope.route import Route
from playground.explain.microscope.scope_row import ScopeRow
from playground.explain.microscope.slice_desk import SliceDesk
from playground.explain.microscope.start import MicroscopeStart
from playground.explain.walk.page import Lit, Page, SliceBlock
from playground.explain.walk.parameter import parameter_page
from playground.explain.walk.sight import Facts
from playground.explain.walk.update_pages import n_owners, owner_of
from playground.explain.walk.walk import walk
from playground.theme import LIGHT, Theme
from playground.training.messages import FloatArray, ParameterSlice, SliceQuestion

_COPY_PAGE = QKeyCombination(
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_C
)


class MicroscopePanel(QWidget):
    """Shows a `StepTrace` as a walk; asks for traces and slices, never computes any. GUI thread only."""

    question_asked = Signal(object)
    """A `TraceQuestion` or a `SliceQuestion` for the engine."""
    update_requested = Signal()
    """Make one update; then a fresh trace (`begin`)."""
    look_requested = Signal()
    """Take the next update apart, whatever the run is doing."""
    marks_changed = Signal(object)
    """The `Lit` of the page shown, or None; animated if `motion` is on."""
    closed = Signal()
    """Esc: back to the instruments."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_panel")
        self.setAccessibleName(self.tr("Microscope: one update, number by number"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._motion = True
        self._awaits_trace = False
        self._trace: StepTrace | None = None
        self._facts = Facts()
        self._route: Route | None = None
        self._at = 0
        self._parameter: tuple[str, tuple[int, ...]] | None = None
        """The weight whose page is shown beside the walk."""
        self._page: Page | None = None
        self._slices = SliceDesk(self)
        self._body = MicroscopeBody()
        self._scope = ScopeRow()
        self._start = MicroscopeStart()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        for widget, stretch in ((self._start, 1), (self._body, 1), (self._scope, 0)):
            column.addWidget(widget, stretch)
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
        body.page.page_copy_requested.connect(self.copy_page)
        scope.changed.connect(self.begin)
        scope.update_requested.connect(self._on_update_requested)
        self._start.start_requested.connect(self.look_requested)
        self._slices.wanted.connect(self._on_slice_wanted)
        self._slices.found.connect(body.page.set_slice)
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

    @Slot(str)
    def copy_page(self, form: str = "text") -> None:
        """Put the page into the clipboard, as `text` or `latex`."""
        if form == "text":
            QGuiApplication.clipboard().setText(self.text_twin())
        else:
            blocks = self._body.page.block_widgets
            QGuiApplication.clipboard().setText("\n\n".join(filter(None, (b.to_latex() for b in blocks))))

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self.setStyleSheet(f"#microscope_panel {{ background: {theme.surface}; }}")
        self._body.set_theme(theme)
        self._start.set_theme(theme)
        self._scope.set_theme(theme)

    @Slot()
    def begin(self) -> None:
        """Ask for a trace of the update that comes next; one stays where one is."""
        self._awaits_trace = True
        self.question_asked.emit(self._scope.question())

    def set_busy(self, on: bool) -> None:
        """The engine is at it; the present page stays."""
        self._start.set_busy(on)
        # A slice is asked for by the way: only a trace to come makes the update on the pages stale.
        self._enable_update(not (on and self._awaits_trace) and self._trace is not None)

    def set_problem(self, sentence: str) -> None:
        """Say why there is no answer."""
        self._awaits_trace = False
        self._start.set_problem(sentence)

    def set_past(self, on: bool) -> None:
        """The run has gone on: the pages are of an update that is past; the next one is offered."""
        if self._trace is None:
            return
        words = self.tr("Training has gone on. These are the numbers of update {step:,}.")
        self._start.set_note(words.format(step=self._trace.step + 1) if on else "")
        self._scope.setVisible(not on)
        if on:
            self._body.transport.stop()
            self._enable_update(False)
            self.marks_changed.emit(None)

    def set_drawing(self, x: FloatArray | None) -> None:
        """What is on the canvas, as the network takes it; None for nothing."""
        self._scope.set_drawing(x)

    def set_picked(self, split: str, index: int) -> None:
        """Offer an example that was picked from the data, and show its numbers if the pages are in sight."""
        self._scope.set_picked(split, index)
        if index >= 0 and self.isVisible() and self._trace is not None:
            self._scope.choose_picked()

    def set_example_name(self, name: str) -> None:
        """Say which example of the data the numbers are of."""
        self._scope.set_example_name(name)

    def set_facts(self, facts: Facts) -> None:
        """Names of classes and inputs, for the traces to come."""
        self._facts = facts
        self._scope.set_class_names(facts.class_names)

    def set_trace(self, trace: StepTrace) -> None:
        """Show a trace; the page stays where it was if the network still has it."""
        if trace.split == "own" and self._scope.propose_class(int(np.argmax(trace.loss.outputs[trace.row]))):
            self.begin()
            return
        before = self._route
        self._trace = trace
        self._awaits_trace = False
        self._route = Route(walk(trace, self._facts))
        self._slices.forget()
        self._scope.set_batch(trace.indices, trace.loss.outputs.shape[-1])
        self._scope.set_update_enabled(True)
        self._start.set_problem("")
        self._start.set_note("")
        self._show_body(True)
        self._at = self._route.follow(self._at, before) if before is not None else 0
        if self._parameter is not None:
            self._show_parameter(keep_place=True)
        else:
            self._go(self._at, keep_place=before is not None)

    def set_slice(self, curve: ParameterSlice) -> None:
        """Show the loss along the weight of this page."""
        place = (curve.name, tuple(curve.index))
        self._slices.keep(curve)
        if place == self._parameter and self._trace is not None:
            self._show_parameter(keep_place=True)
        else:
            self._body.page.set_slice(curve)

    def show_unit(self, layer: str, unit: int) -> None:
        """Go to a neuron, in the phase that is shown."""
        if self._route is None:
            self.begin()
            return
        phase = self._page.phase if self._page is not None else "forward"
        if layer not in self._route.layers(phase):
            phase = "forward"
        if phase == "update" and self._trace is not None:
            unit = owner_of(self._trace.layer(layer), unit)
        self._go(self._route.find(phase, layer, unit))

    def show_drawn_unit(self, layer: str, unit: int) -> None:
        """Go to a unit as the diagram has it: of a picture to the strongest pixel of that channel."""
        if self._trace is not None:
            made = self._trace.layer(layer)
            if len(made.output_shape) == 3:
                channels = np.abs(made.a[self._trace.row]).reshape(made.output_shape[0], -1)
                unit = unit * channels.shape[1] + int(channels[unit].argmax())
        self.show_unit(layer, unit)

    def show_parameter(self, name: str, index: tuple[int, ...]) -> None:
        """Show one weight: its gradient as a sum of products, and the loss along it."""
        self._parameter = (name, tuple(index))
        if self._trace is None:
            self.begin()
        else:
            self._show_parameter()

    def clear(self) -> None:
        """Forget the trace: another network."""
        self._trace = self._route = self._page = self._parameter = None
        self._at = 0
        self._slices.forget()
        self._body.transport.stop()
        self._scope.set_update_enabled(False)
        self._start.set_note("")
        self._show_body(False)
        self.marks_changed.emit(None)

    def _show_body(self, on: bool) -> None:
        self._start.set_small(on)
        self._body.setVisible(on)
        self._scope.setVisible(on)

    # ---- going

    def _go(self, at: int, *, keep_place: bool = False) -> None:
        assert self._route is not None
        self._at = at
        self._parameter = None
        self._show(self._route.walk[at], keep_place=keep_place)

    def _show_parameter(self, *, keep_place: bool = False) -> None:
        assert self._trace is not None
        assert self._parameter is not None
        curve = self._slices.slice_of(self._parameter)
        try:
            page = parameter_page(self._trace, *self._parameter, self._facts, curve)
        except LookupError:
            # Of the network before; the one of now has no such weight.
            self._go(self._at)
        else:
            self._show(page, keep_place=keep_place)

    def _show(self, page: Page, *, keep_place: bool = False) -> None:
        self._page = page
        self._body.set_page(page, keep_place=keep_place)
        route, on_walk = self._route, self._parameter is None
        assert route is not None
        count = self.tr("page {at:,} of {n:,}").format(at=self._at + 1, n=len(route)) if on_walk else ""
        layers, n_units = route.layers(page.phase), route.n_units(page.phase, page.layer)
        self._body.place.set_place(layers, page.layer, n_units, page.unit, count, self._kind_of_unit(page))
        self._body.transport.set_ends(
            at_start=on_walk and self._at == 0, at_end=on_walk and self._at == len(route) - 1
        )
        self.setAccessibleDescription(page.sentence)
        self._emit_marks()
        self._slices.look_at(page)

    def _kind_of_unit(self, page: Page) -> str:
        """What the units of a page's layer are called."""
        if self._trace is None or page.layer is None:
            return "neuron"
        layer = self._trace.layer(page.layer)
        if len(layer.output_shape) != 3:
            return "neuron"
        return "channel" if page.phase == "update" and n_owners(layer) != layer.n_units else "pixel"

    def _emit_marks(self) -> None:
        lit: Lit | None = self._page.lit if self._page is not None and self.isVisible() else None
        self.marks_changed.emit(lit)

    @Slot(object)
    def _on_slice_wanted(self, block: SliceBlock) -> None:
        question = SliceQuestion(name=block.name, index=tuple(block.index), trace=self._scope.question())
        self.question_asked.emit(question)

    def _move(self, move: Move) -> None:
        if self._route is None:
            return
        if self._parameter is not None:
            # Back from the weight to where the walk was.
            self._go(self._at)
            return
        at = self._route.move(self._at, *move)
        if at != self._at:
            self._go(at)

    @Slot(str, int)
    def _on_moved(self, by: str, way: int) -> None:
        self._move((by, way))

    @Slot(str)
    def _on_phase_chosen(self, phase: str) -> None:
        if self._route is not None:
            self._go(self._route.find(phase, None, None))

    @Slot(str)
    def _on_layer_chosen(self, layer: str) -> None:
        if self._route is not None and self._page is not None:
            self._go(self._route.find(self._page.phase, layer, None))

    @Slot(int)
    def _on_unit_chosen(self, unit: int) -> None:
        if self._route is not None and self._page is not None:
            place = (self._page.phase, self._page.layer, unit if unit >= 0 else None)
            self._go(self._route.find(*place))

    @Slot(str)
    def _on_reference_clicked(self, reference: str) -> None:
        kind, _, rest = reference.partition(":")
        if kind == "unit":
            layer, _, unit = rest.rpartition(":")
            self.show_unit(layer, int(unit))
        elif kind == "update" and self._route is not None:
            self._go(self._route.find("update", rest, None))
        elif kind == "parameter":
            self.show_parameter(*parse_address(rest))

    def _enable_update(self, on: bool) -> None:
        if not on and self._scope.update_has_focus:
            # A button that is switched off hands the focus to a field, which would take the arrow keys.
            self.setFocus()
        self._scope.set_update_enabled(on)

    @Slot()
    def _on_update_requested(self) -> None:
        self._enable_update(False)
        self.update_requested.emit()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = move_of(event)
        if move is not None:
            self._move(move)
        elif event.key() == Qt.Key.Key_P and not event.modifiers():
            self._body.transport.toggle()
        elif event.key() == Qt.Key.Key_U and not event.modifiers() and self._route is not None:
            self._scope.click_update()
        elif event.keyCombination() == _COPY_PAGE:
            self.copy_page()
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
        self._slices.rest()
        self.marks_changed.emit(None)
