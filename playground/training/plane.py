"""A plane through weight space; its coordinates are measured from the start of the run and stay put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine import Network, filter_normalised_directions
from playground.training.messages import FloatArray
from playground.training.path_samples import PathSamples

FEWEST_FOR_PATH = 3
_FALLEN_BEHIND = 0.02
"""The plane of the path turns only when it shows so much less of it than the best one: a picture that turns
with each grid can't be followed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plane:
    """Two directions at right angles. The coordinates of θ are ((θ−θ₀)·d₁/‖d₁‖², (θ−θ₀)·d₂/‖d₂‖²)."""

    kind: str
    direction_1: FloatArray
    direction_2: FloatArray
    squares: tuple[float, float]
    """‖d₁‖² and ‖d₂‖²."""

    def project(self, displacement: FloatArray) -> tuple[float, float]:
        """Coordinates of θ₀ + displacement, in multiples of the directions."""
        return (
            float(np.dot(displacement, self.direction_1)) / self.squares[0],
            float(np.dot(displacement, self.direction_2)) / self.squares[1],
        )

    def project_all(self, displacements: Sequence[FloatArray]) -> NDArray[np.float64]:
        """Coordinates of several points, shape (n, 2)."""
        return np.array([self.project(moved) for moved in displacements]).reshape(-1, 2)


def make_plane(kind: str, direction_1: FloatArray, direction_2: FloatArray) -> Plane:
    """The plane of two directions; the second is turned to a right angle with the first."""
    square_1 = max(float(np.dot(direction_1, direction_1)), 1e-30)
    along = float(np.dot(direction_1, direction_2)) / square_1
    turned = direction_2 - np.float32(along) * direction_1
    square_2 = max(float(np.dot(turned, turned)), 1e-30)
    return Plane(kind=kind, direction_1=direction_1, direction_2=turned, squares=(square_1, square_2))


def random_plane(network: Network, origin: FloatArray, rng: np.random.Generator) -> Plane:
    """Two filter-normalised random directions (Li et al. 2018), as long as the first weights."""
    twin = network.copy()
    np.copyto(twin.parameters, origin)
    return make_plane("random", *filter_normalised_directions(twin, rng))


def path_plane(
    samples: PathSamples, gram: NDArray[np.float64], length: float, before: Plane | None
) -> Iterator[Plane | None]:
    """The two principal components of the path, from the inner products of its samples.

    Each direction gets the given length, and the sign that keeps the picture as it was (`before`). Yields
    None between slices, the plane last; only None if the path has no two dimensions yet.
    """
    n = len(gram)
    centring = np.eye(n) - 1.0 / n
    values, vectors = np.linalg.eigh(centring @ gram @ centring)
    if values[-2] <= 1e-12 * max(values[-1], 1e-300):
        return
    mixes = np.stack((centring @ vectors[:, -1], centring @ vectors[:, -2])).astype(np.float32)
    stretches = []
    for stretch in samples.stretches():
        stretches.append(mixes @ stretch)
        yield None
    directions = np.concatenate(stretches, axis=1)
    old_directions = (None, None) if before is None else (before.direction_1, before.direction_2)
    for direction, mix, old in zip(directions, mixes, old_directions, strict=True):
        sign_of = float(np.dot(direction, old)) if old is not None else float(mix[-1] - mix[0])
        norm = float(np.linalg.norm(direction))
        if norm == 0.0:
            return
        direction *= np.float32((-1.0 if sign_of < 0 else 1.0) * length / norm)
    yield make_plane("path", directions[0], directions[1])


def steady_plane(
    samples: PathSamples, gram: NDArray[np.float64], length: float, before: Plane | None
) -> Iterator[Plane | None]:
    """As `path_plane`, but the one before as long as it shows the path nearly as well as any could."""
    if before is not None:
        shown = explained_share(before.project_all(samples.displacements), before, gram)
        if shown > best_share(gram) - _FALLEN_BEHIND:
            yield before
            return
        yield None
    plane = None
    for plane in path_plane(samples, gram, length, before):
        yield plane
    if plane is None:
        yield before


def explained_share(coordinates: NDArray[np.float64], plane: Plane, gram: NDArray[np.float64]) -> float:
    """Share of the path's sum of squares around its mean that lies inside the plane, 0…1."""
    n = len(gram)
    total = float(np.trace(gram)) - float(gram.sum()) / n
    if total <= 0.0:
        return 1.0
    spread = coordinates - coordinates.mean(axis=0)
    inside = float((spread**2 @ np.array(plane.squares)).sum())
    return min(max(inside / total, 0.0), 1.0)


def best_share(gram: NDArray[np.float64]) -> float:
    """As `explained_share`, for the plane that shows most: that of the two principal components."""
    centring = np.eye(len(gram)) - 1.0 / len(gram)
    values = np.linalg.eigvalsh(centring @ gram @ centring)
    total = float(values.sum())
    return min(float(values[-2:].sum()) / total, 1.0) if total > 0.0 else 1.0
