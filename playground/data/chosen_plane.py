"""The plane on which a data set is drawn: its own, or along two of the columns of a table."""

from __future__ import annotations

from playground.data.dataset import Dataset
from playground.data.plane_frame import PlaneFrame
from playground.data.table.axes import plane_along


def plane_frame(dataset: Dataset, axes: tuple[int, int] | None = None) -> PlaneFrame | None:
    """Return the plane along two inputs of a table, all others at their mean; else the plane of the data.

    Parameters
    ----------
    dataset : Dataset
    axes : tuple of two int, optional
        Which inputs, counted from 0. What is no pair of different inputs, or isn't a table, is ignored.
    """
    means, scales = dataset.input_means, dataset.input_scales
    if axes is None or means is None or scales is None or axes[0] == axes[1]:
        return dataset.frame
    if not all(0 <= axis < len(means) for axis in axes):
        return dataset.frame
    return plane_along(axes, dataset.x_train, means, scales, dataset.feature_names)
