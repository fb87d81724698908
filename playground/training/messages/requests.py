"""What a snapshot shall hold: only what somebody looks at is computed."""

from __future__ import annotations

from dataclasses import dataclass

from playground.training.messages.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceRequest:
    """Which slice of the loss surface to keep fresh."""

    plane: str = "random"
    """`random`: two filter-normalised random directions; `path`: the two principal components of the path."""
    resolution: int = 25
    n_examples: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneRequest:
    """Which part of the input plane to map, and how finely."""

    x_range: tuple[float, float] = (-6.0, 6.0)
    y_range: tuple[float, float] = (-6.0, 6.0)
    resolution: int = 100
    neuron_resolution: int = 34
    """0: only the outputs."""
    axes: tuple[int, int] | None = None
    """Inputs of a table that the plane runs along (`playground.data.chosen_plane`); None: its own plane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceRequest:
    """Which layer's view of the data, on which axes."""

    layer_name: str = ""
    """Empty: the last hidden layer."""
    axes: str = "pca"
    units: tuple[int, int] = (0, 1)
    split: str = "train"
    n_points: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameRequest:
    """Ask for one snapshot with these parts in it. At most one is open at a time."""

    request_id: int = 0
    losses: bool = False
    gradients: bool = False
    gradient_history: bool = False
    histograms: bool = False
    histogram_history: bool = False
    surface: SurfaceRequest | None = None
    diagram: bool = False
    diagram_links: str = "weights"
    """What the links of the diagram are: `weights`, `gradients` (∂L/∂w of the newest batch) or `updates`."""
    diagram_first: tuple[tuple[str, int], ...] = ()
    """Name and unit: of these layers the units from this one on are shown, where not all of them are."""
    probe: FloatArray | None = None
    """One input for the network, shape (n_inputs,), in 0…1 as drawn; answered by a `ProbeAnswer`."""
    saliency: int | None = None
    """Class whose score is differentiated at the probe; −1 is the one that the network reads."""
    plane: PlaneRequest | None = None
    batch: bool = False
    answers: str | None = None
    """The split (`train` or `test`) whose answers are wanted."""
    space: SpaceRequest | None = None
    robustness: str | None = None
    """Which damage: `noise`, `rotation`, `thickness` or `shift`."""
    recording: bool = False
