"""What networks learn from: the digits in the box, readers for others, and augmentation. No Qt.

Convention: a picture reaches a network as grey levels / 255 in 0…1, ink bright, row by row, and nothing
else is done to it, so that the picture on the screen is exactly what the network receives.

The program's own files are read by `playground.data.resources` and nowhere else.
"""

from playground.data.augmentation import Augmenter
from playground.data.dataset import Dataset
from playground.data.idx import read_idx
from playground.data.picture_files import LabelledPictures, load_files
from playground.data.registry import DATASETS, load_dataset
from playground.data.warps import AUGMENTATIONS

__all__ = [
    "AUGMENTATIONS",
    "DATASETS",
    "Augmenter",
    "Dataset",
    "LabelledPictures",
    "load_dataset",
    "load_files",
    "read_idx",
]
