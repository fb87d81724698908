"""A picture of ink → the 28×28 picture that the network receives, made as MNIST was made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

SIZE = 28
"""Width and height of the network's input, in pixels."""
BOX = 20
"""The ink fits a square of so many pixels."""
MASS_CENTRE = 14.5
"""Where the centre of mass lies, in pixels from the edge: the mean of MNIST's 10,000 test pictures."""
FAINTEST = 0.06
"""Ink below this is paper: noise of a photograph, the outermost rim of a smooth edge."""
THINNEST, THICKEST = 2.3, 3.6
"""Strokes are brought to this thickness (pixels of 28): it spans four fifths of MNIST."""
_WORK_BOX = 60
"""Ink is thickened or thinned in a box of this size: three pixels for one of the final box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Which stages a drawing goes through; all of them, as MNIST's digits did, unless one is switched off."""

    crop: bool = True
    """Cut out what is drawn; off: the whole sheet is taken."""
    scale: bool = True
    """Bring it to a box of 20×20 pixels; off: as large as it was drawn."""
    keep_aspect: bool = True
    """Both sides by the same factor; off: stretched until it fills the box."""
    centre: bool = True
    """Put the centre of mass where MNIST has it; off: it stays where it was drawn."""


ALL_STAGES = Stages()


def to_network_input(ink: NDArray[np.floating], stages: Stages = ALL_STAGES) -> FloatArray | None:
    """Crop, scale and centre a picture of ink.

    The ink is cropped, brought to full contrast, thickened or thinned if its strokes would come out
    unlike MNIST's, scaled by exact area averages into a 20×20 box (smoothly, if it is smaller than that),
    and shifted so that its centre of mass lies where MNIST has it, by a fraction of a pixel if need be.

    Parameters
    ----------
    ink : ndarray, shape (height, width)
        0 for paper … 1 for ink; any size. Values outside the range are cut, what is not finite is paper.
    stages : Stages
        Those to go through.

    Returns
    -------
    ndarray of float32, shape (28, 28), range 0…1, or None where there is no ink.
    """
    cropped = _crop(ink)
    if cropped is None:
        return None
    if stages != ALL_STAGES:
        return _by_stages(np.asarray(ink, dtype=np.float32), cropped, stages)
    longest = max(cropped.shape)
    # A lone dot stays a dot: it is not blown up until it fills the box.
    scale = min(BOX / longest, 1.0) if longest < 6 else BOX / longest
    if longest >= BOX:
        cropped, scale = _normalise_thickness(cropped, scale)
    return _place(cropped, (scale, scale))


def _by_stages(sheet: FloatArray, cropped: FloatArray, stages: Stages) -> FloatArray:
    """The picture with some stage left out; strokes keep the thickness that they come to."""
    on_sheet = SIZE / max(sheet.shape)
    inked = np.where(np.isfinite(sheet), sheet, 0.0) >= FAINTEST
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    middle = ((rows[0] + rows[-1] + 1) / 2, (columns[0] + columns[-1] + 1) / 2)
    ink = cropped if stages.crop else np.clip(np.nan_to_num(sheet), 0.0, 1.0)
    scales = [on_sheet, on_sheet]
    if stages.scale:
        longest = max(ink.shape)
        scales = [BOX / (longest if stages.keep_aspect else n) for n in ink.shape]
    if stages.centre:
        return _place(ink, (scales[0], scales[1]))
    if stages.crop:
        at = [m * on_sheet - n * s / 2 for m, n, s in zip(middle, ink.shape, scales, strict=True)]
    else:
        at = [(SIZE - n * s) / 2 for n, s in zip(ink.shape, scales, strict=True)]
    return _place(ink, (scales[0], scales[1]), (at[0], at[1]))


def _crop(ink: NDArray[np.floating]) -> FloatArray | None:
    picture = np.asarray(ink, dtype=np.float32)
    if picture.ndim != 2 or picture.size == 0:
        return None
    # NaN compares as false here, so it counts as paper.
    inked = picture >= FAINTEST
    rows = np.flatnonzero(inked.any(axis=1))
    columns = np.flatnonzero(inked.any(axis=0))
    if len(rows) == 0:
        return None
    cropped = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cropped = np.clip(np.nan_to_num(cropped, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    full: FloatArray = cropped / cropped.max()
    return full


def _normalise_thickness(ink: FloatArray, scale: float) -> tuple[FloatArray, float]:
    """Thicken or thin the strokes until they have the thickness of MNIST's in the final box."""
    work_scale = _WORK_BOX / max(ink.shape)
    if work_scale < 1.0:
        ink = _resize(ink, work_scale)
        # A thin pen turns grey when it is averaged; black again, it can be thickened.
        ink /= ink.max()
        scale = BOX / max(ink.shape)
    thickness = stroke_thickness(ink) * scale
    if THINNEST <= thickness <= THICKEST:
        return ink, scale
    target = THINNEST if thickness < THINNEST else THICKEST
    radius = int(np.rint(abs(target - thickness) / scale / 2))
    if radius == 0:
        return ink, scale
    ink = np.pad(ink, radius)
    changed = _spread(ink, radius) if thickness < target else 1.0 - _spread(1.0 - ink, radius)
    cropped = _crop(changed)
    # A filled blob can be thinned to nothing; then it stays as it was drawn.
    if cropped is None or max(cropped.shape) * scale < BOX / 2:
        return ink, scale
    return cropped, BOX / max(cropped.shape)


def stroke_thickness(ink: NDArray[np.floating]) -> float:
    """Mean thickness of the strokes in pixels: twice the area over the length of the outline."""
    padded = np.pad(np.asarray(ink, dtype=np.float32), 1)
    steps = np.abs(np.diff(padded, axis=0)).sum() + np.abs(np.diff(padded, axis=1)).sum()
    # An outline in all directions, counted along rows and columns, comes out 4/π too long.
    outline = float(steps) * np.pi / 4
    return 2.0 * float(padded.sum()) / outline if outline > 0 else 0.0


def _spread(ink: FloatArray, radius: int) -> FloatArray:
    """Largest value within `radius` pixels: an octagon, by turns along axes and diagonals."""
    for turn in range(radius):
        padded = np.pad(ink, 1)
        height, width = ink.shape
        shifts = [(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)]
        if turn % 2:
            shifts += [(0, 0), (0, 2), (2, 0), (2, 2)]
        ink = np.maximum.reduce([padded[dy : dy + height, dx : dx + width] for dy, dx in shifts])
    return ink


def _resize(ink: FloatArray, scale: float) -> FloatArray:
    height, width = (max(1, round(n * scale)) for n in ink.shape)
    rows = _resample(ink, 0, height, height / ink.shape[0], 0.0)
    return _resample(rows, 1, width, width / ink.shape[1], 0.0)


def _place(
    ink: FloatArray, scales: tuple[float, float], origin: tuple[float, float] | None = None
) -> FloatArray:
    """Scale `ink` and put it at `origin`, or else its centre of mass at `MASS_CENTRE`, of a 28×28 picture."""
    total = float(ink.sum())
    picture = ink
    for axis, scale in enumerate(scales):
        n = ink.shape[axis]
        if origin is None:
            profile = ink.sum(axis=1 - axis)
            start = MASS_CENTRE - float(profile @ (np.arange(n) + 0.5)) / total * scale
        else:
            start = origin[axis]
        # Very lopsided ink would leave the picture: it stays inside.
        start = float(np.clip(start, 0.0, max(0.0, SIZE - n * scale)))
        picture = _resample(picture, axis, SIZE, scale, start)
    clipped: FloatArray = np.clip(picture, 0.0, 1.0)
    return clipped


def _resample(ink: FloatArray, axis: int, n_out: int, scale: float, origin: float) -> FloatArray:
    """Scale one axis to `n_out` pixels and shift it by `origin` output pixels.

    Scaling down takes the exact share of each input pixel in an output pixel (area average), as
    differences of the running sum: no matrix product, whose threads would wait for each other.
    Scaling up interpolates linearly between the centres of the input pixels and fades to paper outside.
    """
    lines = ink if axis == 0 else ink.T
    n_in = lines.shape[0]
    if scale <= 1.0:
        running = np.zeros((n_in + 1, lines.shape[1]))
        np.cumsum(lines, axis=0, out=running[1:])
        edges = np.clip((np.arange(n_out + 1) - origin) / scale, 0.0, n_in)
        below = np.minimum(edges.astype(np.intp), n_in - 1)
        share = (edges - below)[:, None]
        at_edges = running[below] * (1.0 - share) + running[below + 1] * share
        scaled = np.diff(at_edges, axis=0) * scale
    else:
        centres = (np.arange(n_out) + 0.5 - origin) / scale - 0.5
        distance = np.abs(centres[:, None] - np.arange(n_in))
        scaled = np.clip(1.0 - distance, 0.0, None) @ lines
    result: FloatArray = (scaled if axis == 0 else scaled.T).astype(np.float32)
    return result
