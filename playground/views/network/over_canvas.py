"""Everything that lies over the painted network, in its order."""

from __future__ import annotations

from PySide6.QtGui import QFont, QPainter, QRegion

from playground.views.network.card import card_corner, paint_card, paint_content
from playground.views.network.drag import paint_drag
from playground.views.network.example_mark import paint_example, share_of
from playground.views.network.flow import MarkedParts, paint_marks
from playground.views.network.gestures import NetworkGestures
from playground.views.network.hands import PartHands
from playground.views.network.layout import FOOTER_PX
from playground.views.network.overlay import paint_held, paint_pointed
from playground.views.network.pointing import Target, middle_of


def paint_overlays(
    painter: QPainter,
    region: QRegion,
    hands: PartHands,
    gestures: NetworkGestures,
    parts: MarkedParts | None,
    flow_s: float,
    *,
    has_focus: bool,
) -> None:
    """What is held, lit, pointed at and dragged; the line at the bottom; the card under the pointer."""
    scene = gestures.scene
    layout, network, canvas, diagram = scene.layout, scene.network, scene.canvas, scene.diagram
    if layout is None or network is None or canvas is None or diagram is None:
        return
    font = QFont(painter.font())
    if parts is not None:
        paint_marks(painter, parts, network, canvas.pixmap, flow_s)
    share = share_of(scene.plane, scene.place)
    if share is not None:
        paint_example(painter, layout, share, scene.theme)
    strong = (gestures.pointed.focused if has_focus else None, hands.pinned, hands.parameter)
    for target in (gestures.pointed.hovered, *strong):
        if target is not None:
            paint_pointed(painter, layout, network, canvas.links, target, strong=target in strong)
    # Over the mark of what is pointed at: a lock is seen there too.
    paint_held(painter, layout, network, diagram, scene.held)
    if region.intersects(scene.readout_rect().toAlignedRect()):
        painter.setFont(font)
        scene.paint_readout(painter)
    if gestures.drag is not None and gestures.drag.is_pulled:
        paint_drag(painter, gestures.drag, layout, canvas, canvas.pixmap, scene.theme)
    if gestures.enlarged is not None:
        painter.setFont(font)
        _paint_enlarged(painter, hands, gestures, gestures.enlarged)


def _paint_enlarged(painter: QPainter, hands: PartHands, gestures: NetworkGestures, target: Target) -> None:
    scene = gestures.scene
    card = hands.card_of(target)
    if card is None or scene.network is None or scene.layout is None:
        return
    reach = scene.layout.column(target.layer_index).side / 2
    room = scene.layout.width, scene.layout.height - FOOTER_PX
    corner = card_corner(card.height, middle_of(scene.layout, target), reach, room)
    paint_card(painter, corner, card.height, scene.theme)
    paint_content(painter, corner, card, scene.network.tiles, scene.theme)
