"""What is to be learned from each data set, in a sentence or two."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("DatasetWords", text)


def dataset_words(name: str) -> str:
    """What is to be learned from the set `name`; nothing for one that nobody has described."""
    return _words().get(name, "")


def _words() -> dict[str, str]:
    return {
        "digits": _tr("5,797 digits of many hands. Draw one yourself and have it read."),
        "circle": _tr(
            "A disc in a ring: no straight line parts them, three hidden neurons do; so do x₁² and x₂²."
        ),
        "xor": _tr(
            "The problem that a network without hidden layers can't solve; the input x₁x₂ solves it alone.",
        ),
        "gaussians": _tr("Two clouds that a straight line parts: no hidden layer is needed."),
        "spiral": _tr("Two arms wound around each other: takes two layers of some width, and a while."),
        "moons": _tr("Two half moons that reach into each other: a curve parts them."),
        "checkerboard": _tr("Many small fields: shows how much detail a network of this size can hold."),
        "blobs3": _tr("Three clouds: one output for each, and softmax between them."),
        "blobs5": _tr("Five clouds: watch the borders meet."),
        "spiral3": _tr("Three arms: the spiral for several classes."),
        "tilted_plane": _tr("A value that grows evenly: one linear neuron learns it exactly."),
        "bump": _tr("A hill in the middle: neurons are added up to make it."),
        "sine": _tr("Waves along x₁; with the input sin x₁ they are easy."),
        "steps": _tr("Jumps between levels: what is smooth has to bend sharply."),
        "paint": _tr("Your own points of up to six classes: paint them, move them, give one a wrong label."),
        "table": _tr(
            "A CSV file of your own: choose which columns the network goes by and which one it predicts.",
        ),
        "textbook_neuron": _tr("One neuron and one example, small enough to be calculated by hand."),
        "two_layer_example": _tr("Two layers and one example: each number of the backward pass by hand."),
        "own_digits": _tr("The drawings that you named and kept."),
    }
