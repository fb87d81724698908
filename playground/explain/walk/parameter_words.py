"""What is said about one parameter: which it is, how many paths lead to it, and what they come to."""

from __future__ import annotations

import math

import numpy as np

from playground.engine.paths import PathSum
from playground.explain.numbers import two_figures
from playground.explain.walk.sight import Sight
from playground.explain.walk.way_back import slopes_words
from playground.explain.walk.words import is_picture, num, tr


def about_parameter(sight: Sight, found: PathSum) -> str:
    """A few sentences."""
    words = (_which(sight, found.name, found.index), _sentence(found), _nothing(found), _slopes_on(found))
    return " ".join(filter(None, words))


def _which(sight: Sight, name: str, index: tuple[int, ...]) -> str:
    """What its indices mean, in words."""
    layer_name, _, kind = name.rpartition(".")
    layer = sight.trace.layer(layer_name)
    if kind == "weights" and layer.kind == "dense":
        words = tr("The weight from {0} to {1}.")
        return words.format(sight.input_name(layer, index[0]), sight.unit_name(layer, index[1]))
    if kind == "weights":
        words = tr("In filter {0}, the weight for channel {1} in row {2}, column {3}.")
        return words.format(*(i + 1 for i in index))
    what = {"biases": tr("The bias of {0}."), "scales": tr("The scale γ of {0}.")}
    words = what.get(kind, tr("The shift β of {0}."))
    if len(index) == 1 and is_picture(layer):
        return words.format(tr("channel {0}").format(index[0] + 1))
    return words.format(sight.unit_name(layer, int(np.ravel_multi_index(index, layer.output_shape))))


def _nothing(found: PathSum) -> str:
    """Why the example that is shown adds nothing, though others may."""
    if not found.paths or found.share != 0.0 or found.paths[0].product != 0.0:
        return ""
    if found.paths[0].steps[-1].factor == 0.0:
        return tr("From this example it gets nothing, for its input is 0.")
    return tr("From this example it gets nothing: some factor on every path is 0.")


def _slopes_on(found: PathSum) -> str:
    if not found.paths or found.paths[0].product == 0.0:
        return ""
    return slopes_words([step.factor for step in found.paths[0].steps if step.kind == "slope"])


def counted_paths(n: float) -> str:
    """Exact while people count them, then as they say it: 784; 8,192; 3.5 million; 3.4·10¹¹."""
    return f"{n:,.0f}" if n < 1e6 else two_figures(n)


def _sentence(found: PathSum) -> str:
    count = ""
    if math.isfinite(found.n_paths) and found.n_paths > 1:
        words = tr("{0} paths lead from the loss to this number; each is a product, and they are added up.")
        count = words.format(counted_paths(found.n_paths))
    elif found.n_paths == 1:
        count = tr("One path leads from the loss to this number: the factors on it are multiplied.")
    else:
        count = tr("Many paths lead from the loss to this number; each is a product, and they are added up.")
    if found.gradient == 0:
        return f"{count} {tr('They come to 0: this number doesn’t learn from these examples.')}"
    way = tr("smaller") if found.gradient > 0 else tr("larger")
    more = tr("The gradient is {0}: a {1} value would make the loss smaller.")
    return f"{count} {more.format(num(found.gradient).to_text(), way)}"
