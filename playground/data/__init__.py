"""What networks learn from: digits in the box and of one's own, sets of the plane, tables. No Qt.

Convention: a picture reaches a network as grey levels / 255 in 0…1, ink bright, row by row, and nothing
else is done to it, so that the picture on the screen is exactly what the network receives. A point of the
plane reaches it as the values of the input features there, the row of a table standardised.

The program's own files are read by `playground.data.resources` and nowhere else.
"""

from playground.data.augmentation import Augmenter
from playground.data.dataset import Dataset
from playground.data.features import FEATURES, MAX_FEATURES
from playground.data.idx import read_idx
from playground.data.own_digits import append_drawing, load_own_digits, read_collection
from playground.data.picture_files import LabelledPictures, load_files
from playground.data.planar import MAX_CLASSES, MAX_POINTS, STARTER_POINTS, generate, painted
from playground.data.plane_frame import PlaneFrame
from playground.data.registry import DATASETS, DatasetEntry, datasets_using, load_dataset
from playground.data.table import ColumnPreview, TablePreview, export_csv, frame_along, load_table, preview
from playground.data.warps import AUGMENTATIONS

__all__ = [
    "AUGMENTATIONS",
    "DATASETS",
    "FEATURES",
    "MAX_CLASSES",
    "MAX_FEATURES",
    "MAX_POINTS",
    "STARTER_POINTS",
    "Augmenter",
    "ColumnPreview",
    "Dataset",
    "DatasetEntry",
    "LabelledPictures",
    "PlaneFrame",
    "TablePreview",
    "append_drawing",
    "datasets_using",
    "export_csv",
    "frame_along",
    "generate",
    "load_dataset",
    "load_files",
    "load_own_digits",
    "load_table",
    "painted",
    "preview",
    "read_collection",
    "read_idx",
]
