"""The network as a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.messages.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiagramBadge:
    """A layer that has no column of its own: a normalisation, or dropout."""

    name: str
    kind: str
    rate: float = 0.0
    """Of dropout: the share that is left out while training."""
    dropped: NDArray[np.bool_] | None = None
    """Of dropout after a dense layer: which of the shown units the newest update left out, for its first
    example. A unit that is 0 anyway isn't marked."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiagramLayer:
    """What the picture of one layer needs.

    Normalisation, dropout and flattening are folded into the layer before them: `activations` and
    `feature_maps` are what is handed on after all of them.
    """

    name: str
    kind: str
    activation: str
    n_units: int
    units: NDArray[np.int64]
    """Which units are shown (all, or a steady selection of a large layer)."""
    activations: FloatArray
    """Activations of the shown units for the probe, or for one fixed example without a probe."""
    links: FloatArray
    """Weights from the shown units of the layer before (or inputs) to these: (n_before, n_shown)."""
    pictures: FloatArray | None = None
    """Incoming weights as pictures (n_shown, height, width), for a layer that looks at an image."""
    pre_activations: FloatArray | None = None
    biases: FloatArray | None = None
    """z and b of the shown units."""
    output_shape: tuple[int, ...] = ()
    """(n_units,) or (n_channels, height, width)."""
    feature_maps: FloatArray | None = None
    """Of a layer that makes pictures, activations by channel: (n_shown, height, width). Its units are the
    channels, and `activations` the means of their maps."""
    filters: FloatArray | None = None
    """Kernels of a convolution: (n_shown, n_before, kernel, kernel), from the channels shown before."""
    links_are_norms: bool = False
    """Each link stands for many weights (a kernel): their norm, with the sign of their sum."""
    badges: tuple[DiagramBadge, ...] = ()
    """Layers folded into this one, in order."""
    blocks: tuple[str, ...] = ()
    """Names of the residual blocks that this layer is inside of, outermost first."""
    overview: FloatArray | None = None
    """Activations of all units of a layer of which only some are shown."""
    weights: FloatArray | None = None
    """Where `links` are gradients or updates: the weights themselves, alike in shape."""
    config_index: int = -1
    """Place of the layer in `NetworkConfig.layers` (of its outermost block, if it is inside of one); −1 is
    the same as the place in the diagram."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Diagram:
    """The network as a picture."""

    input: FloatArray
    """The example whose activations are shown, as the network sees it, in its picture shape."""
    layers: tuple[DiagramLayer, ...]
    """The hidden layers and, last, the output layer."""
    probabilities: FloatArray | None = None
    """What the network says to that example, one a class."""
    is_drawing: bool = False
    """Whether `input` is what somebody drew, and not an example of the test set."""
    input_badges: tuple[DiagramBadge, ...] = ()
    """Layers without a column that come before the first one with a column."""
    links_kind: str = "weights"
    """What `DiagramLayer.links` are, as `FrameRequest.diagram_links` has it."""
