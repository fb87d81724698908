"""What an update does, in plain words: the optimiser's idea, what moves and what stays. No formulas."""

from __future__ import annotations

from playground.explain.walk.sight import Sight
from playground.explain.walk.words import counted, tr


def what_it_does(kind: str) -> str:
    """The idea of an optimiser in a sentence."""
    match kind:
        case "momentum":
            return tr("Momentum keeps a share of the last step, and adds the gradient to it.")
        case "nesterov":
            return tr("Nesterov keeps a share of the last step, as momentum does, and looks one step ahead.")
        case "adagrad":
            return tr("AdaGrad divides each gradient by the size of all that its weight ever had.")
        case "rmsprop":
            return tr("RMSProp divides each gradient by the size of those that its weight had lately.")
        case "adam":
            return tr("Adam takes the mean of the last gradients of each weight, divided by their size.")
        case "adamw":
            return tr("AdamW does as Adam, and draws each weight a little towards 0.")
    return tr("SGD takes from each weight its gradient, times the learning rate.")


def moving_words(n_moving: int, n_all: int, n_held: int) -> str:
    """How many numbers of a layer an update changes; those that are held or have no gradient stay."""
    if n_moving == n_all > 1:
        return tr("All {0:,} numbers of the layer move at once, each by its own gradient.").format(n_all)
    words = [
        counted(
            n_moving,
            tr("One number of the layer moves, by its own gradient."),
            tr("{0} numbers of the layer move at once, each by its own gradient."),
        )
        if n_moving
        else tr("No number of the layer moves.")
    ]
    n_still = n_all - n_held - n_moving
    if n_still:
        words.append(counted(n_still, tr("One has none, and stays."), tr("{0} have none, and stay.")))
    if n_held:
        words.append(counted(n_held, tr("One is held and stays."), tr("{0} are held and stay.")))
    return " ".join(words)


def way_of_moving(sight: Sight, name: str) -> str:
    """Against the gradient of now only where the optimiser remembers no other."""
    update, loss = sight.trace.update, sight.trace.loss
    if update.kind in ("sgd", "adagrad", "rmsprop") and not (loss.l1 or loss.l2):
        words = tr("The numbers of {0} move against their gradients: old value, step, new value.")
    elif update.kind in ("sgd", "adagrad", "rmsprop"):
        words = tr(
            "The numbers of {0} move against their gradients with the penalty: old value, step, new value."
        )
    else:
        words = tr(
            "The numbers of {0} move against the mean of their last gradients, which may differ from that "
            "of now: old value, step, new value."
        )
    return words.format(name)
