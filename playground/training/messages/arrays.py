"""Array types of the messages."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
"""float32; float64 in worked examples of textbooks."""
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
