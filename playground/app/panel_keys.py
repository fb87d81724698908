"""The keys of the panels that are not commands of the window: they count while the panel has the focus."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

Rows = list[tuple[str, str]]


def panel_keys() -> list[tuple[str, Rows]]:
    """Title and rows of keys and meaning, panel by panel, in the order in which the eye meets them."""
    return [
        (_tr("In the builder"), _of_builder()),
        (_tr("On the network"), _of_network()),
        (_tr("On the plane"), _of_plane()),
        (_tr("On the canvas"), _of_canvas()),
        (_tr("On an instrument"), _of_instruments()),
        (_tr("In the microscope"), _of_microscope()),
        (_tr("On the time line"), _of_timeline()),
    ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PanelKeys", text)


def _of_builder() -> Rows:
    return [
        ("↑, ↓", _tr("In a number: one step more or fewer. On a layer's handle: move the layer.")),
        (_tr("Return"), _tr("Take the number that was typed; press the button, open the list.")),
        ("Esc", _tr("Leave the number as it was.")),
    ]


def _of_network() -> Rows:
    return [
        ("← → ↑ ↓", _tr("Go from neuron to neuron, layer to layer; on beyond the last one that is shown.")),
        (_tr("Page up, Page down"), _tr("In a large layer: as many neurons on as are shown.")),
        ("Tab, Shift+Tab", _tr("Go through the links into this neuron.")),
        ("Return", _tr("Pin the neuron's card, or open the weight to edit it.")),
        ("E", _tr("Edit the weight, or the bias of the neuron.")),
        ("F, X, O", _tr("Freeze; cut the link; switch the neuron off. Again: undo that.")),
        ("+, −", _tr("One neuron more or fewer in this layer.")),
        (_tr("Insert, Delete"), _tr("Put a layer in before this one; take this one out.")),
        ("Alt+←, Alt+→", _tr("Move this layer towards the input or the output.")),
        ("Esc", _tr("Close what is open, then go back to the neuron.")),
    ]


def _of_plane() -> Rows:
    return [
        ("← → ↑ ↓", _tr("Move a cursor that reads what the network says there; with Shift in fine steps.")),
        ("B, E, V", _tr("While painting: brush, eraser, move.")),
        ("1 … 6", _tr("The class to paint, or that of the selected point.")),
        ("[, ]", _tr("A smaller or larger brush.")),
        (_tr("Space"), _tr("Paint or erase at the cursor.")),
        (_tr("Return"), _tr("Select the point nearest to the cursor.")),
        ("F, O", _tr("Give the selected point the next class; put an outlier.")),
        ("Ctrl+← → ↑ ↓", _tr("Move the selected point.")),
        (_tr("Delete"), _tr("Take the selected point away.")),
    ]


def _of_canvas() -> Rows:
    return [
        ("← → ↑ ↓", _tr("Move the pen; Home, Page Up, End and Page Down move it aslant.")),
        (_tr("Space"), _tr("Put the pen down or lift it.")),
        ("[, ]", _tr("A thinner or thicker brush.")),
        ("E", _tr("Eraser on and off.")),
        (_tr("Delete"), _tr("Clear the canvas.")),
        ("Esc", _tr("Drop the stroke and put the pen away.")),
    ]


def _of_instruments() -> Rows:
    return [
        (
            "← → ↑ ↓",
            _tr("Move the place whose values are read; turn the loss surface when it is shown in 3D."),
        ),
        (_tr("Return"), _tr("Show the example, or those of a cell; press one of the small buttons.")),
    ]


def _of_microscope() -> Rows:
    return [
        ("→, ←", _tr("Next page, page before: backward in time too.")),
        ("↓, ↑", _tr("Next neuron, neuron before.")),
        ("Shift+→, Shift+←", _tr("Next layer, layer before.")),
        ("Page Down, Page Up", _tr("Next phase, phase before: forward, loss, backward, update.")),
        (_tr("Home, End"), _tr("First page, last page.")),
        ("P", _tr("Play the pages one after the other, or stop.")),
        ("U", _tr("Make the update that is shown.")),
        ("[, ]", _tr("On the slice of the loss: nudge the weight.")),
        ("Ctrl+Shift+C", _tr("Copy the page as text.")),
        ("Esc", _tr("Close the microscope.")),
    ]


def _of_timeline() -> Rows:
    return [
        ("←, →", _tr("One update back, one on.")),
        ("Page Up, Page Down", _tr("Further back, further on.")),
        (_tr("Home, End"), _tr("The first moment, the newest.")),
    ]
