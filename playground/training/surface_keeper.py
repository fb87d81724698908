"""Keeps a slice of the loss surface fresh while somebody looks at it, and the path of training on it.

The grid is the slice through the weights of its moment, off-plane part included, so the point lies truly on
the surface; the coordinates are measured from the start of the run, so the picture stays put.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.engine import Dense, LossSurface
from playground.experiment.build import spawn_generators
from playground.training.messages import FloatArray, Surface, SurfaceRequest
from playground.training.path_samples import PathSamples
from playground.training.plane import (
    FEWEST_FOR_PATH,
    Plane,
    explained_share,
    path_plane,
    random_plane,
)
from playground.training.projected_path import ProjectedPath
from playground.training.session import Session
from playground.training.steady_range import SteadyRange

T = TypeVar("T")

FIRST_SHARE = 0.2
DRAFT_SHARE = 0.03
OUTSIDE_SHARE = 0.03
REFRESH_SHARE = 0.02
"""Shares of the time while training: as long as there is no grid, or only a draft, while the point is off it,
and after."""
_MOST_MULTIPLICATIONS = 8e9
_FEWEST_EXAMPLES = 64
"""Where a grid would take longer (about 0.4 s), fewer examples have to do, but not fewer than these."""
_DRAFT_EXAMPLES = 32
_DRAFT_RESOLUTION = 11
_DRAFT_FROM = 1e9
"""From so many multiplications on (about 50 ms) a draft comes first: a picture at once, without taking more
than its share from the training for long."""
_FORGOTTEN_S = 1.0
"""Nobody has asked for so long: the view is hidden."""
_RANDOM_REACH = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Grid:
    request: SurfaceRequest
    plane: Plane
    version: int
    step: int
    alphas: FloatArray
    betas: FloatArray
    loss: FloatArray
    centre: FloatArray
    """θ through which the grid goes."""
    coordinates: tuple[float, float]
    """Those of `centre`."""
    explained: float
    is_draft: bool


class SurfaceKeeper:
    """Owns the path samples, the plane and the newest grid of a run."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.samples = PathSamples(session.initial_parameters)
        self._request: SurfaceRequest | None = None
        self._asked_at = float("-inf")
        # Drawn now, when nobody waits for a frame yet, and from a generator of its own, so that the same
        # plane comes
        # again after a resume.
        rng = spawn_generators(session.config.seed).surface
        self._random = random_plane(session.network, session.initial_parameters, rng)
        self._grid: _Grid | None = None
        self._path = ProjectedPath()
        self._moved = np.empty_like(session.initial_parameters)
        """For `view`, many times a second: fresh megabytes cost more than the subtraction."""
        self._stale = True
        self._outdated = False
        self.progress = 0.0
        """Share of the next grid that is done."""
        self.version = 0
        """Grows with each grid that is done."""
        self._point_is_outside = False
        self._ranges: dict[str, tuple[SteadyRange, SteadyRange]] = {
            "random": (SteadyRange(_RANDOM_REACH), SteadyRange(_RANDOM_REACH)),
            "path": (SteadyRange(), SteadyRange()),
        }

    # ---- what the loop asks

    def wanted(self, now: float) -> bool:
        """Whether a view has asked within the last second."""
        return self._request is not None and now - self._asked_at < _FORGOTTEN_S

    @property
    def request_changed(self) -> bool:
        """Whether what is being computed isn't what is wanted any more; asked once, it is forgotten."""
        changed, self._stale = self._stale, False
        return changed

    @property
    def share(self) -> float:
        """Share of the time that grids may take: more at first, and while the point is off the grid."""
        if self._grid is None:
            return FIRST_SHARE
        if self._grid.is_draft:
            return DRAFT_SHARE
        return OUTSIDE_SHARE if self._point_is_outside else REFRESH_SHARE

    def ask(self, request: SurfaceRequest, now: float) -> None:
        """A frame with the surface is wanted."""
        self._asked_at = now
        if request != self._request:
            self._request = request
            self._stale = True

    def note(self, step: int) -> None:
        """Keep the path: called after each chunk of steps."""
        self.samples.note(step, self._session.network.parameters)

    def network_changed(self) -> None:
        """The loss is another function of the weights now: what is shown has to be computed anew."""
        self._stale = self._outdated = True

    def truncate(self, step: int) -> None:
        """The run has gone back to `step`."""
        self.samples.truncate(step)
        self._path.truncate(step)
        self.network_changed()

    # ---- computing

    def next_work(self) -> Iterator[float] | None:
        """The generator of the next grid; None if the newest is still right."""
        request, session = self._request, self._session
        if request is None:
            return None
        session.state_is_sound()
        grid = self._grid
        is_right = grid is not None and not self._outdated and not grid.is_draft
        if grid is not None and is_right and (grid.request, grid.step) == (request, session.step):
            return None
        self._outdated = False
        return self._work(request, session.step, session.network.parameters.copy())

    def _work(self, request: SurfaceRequest, step: int, centre: FloatArray) -> Generator[float, None, None]:
        session = self._session
        self.progress = 0.0
        yield from _last(self.samples.gram())
        samples = self.samples.up_to(step, centre)
        gram = yield from _last(samples.gram())
        assert gram is not None
        plane = None
        if request.plane == "path" and len(samples) >= FEWEST_FOR_PATH:
            before = self._grid.plane if self._grid and self._grid.plane.kind == "path" else None
            length = self._random.squares[0] ** 0.5
            plane = yield from _last(path_plane(samples, gram, length, before))
        plane = plane or self._random
        coordinates = np.array([plane.project(moved) for moved in samples.displacements])
        path_steps = samples.steps
        del samples  # a good part of the memory budget, of which some may be thinned out meanwhile
        yield 0.0
        x, y, resolution, is_draft = self._sample(request)
        alphas, betas = self._axes(plane, coordinates, resolution)
        alpha, beta = coordinates[-1]
        base = centre - np.float32(alpha) * plane.direction_1 - np.float32(beta) * plane.direction_2
        surface = LossSurface(
            session.network, x, y, plane.direction_1, plane.direction_2, alphas, betas, centre=base
        )
        for self.progress in surface.run():
            yield self.progress
        self.version += 1
        self._grid = _Grid(
            request=request,
            plane=plane,
            version=self.version,
            step=step,
            alphas=alphas,
            betas=betas,
            loss=_without_infinity(surface.loss),
            centre=centre,
            coordinates=(float(alpha), float(beta)),
            explained=explained_share(coordinates, plane, gram),
            is_draft=is_draft,
        )
        self._path.begin(plane, path_steps, coordinates)

    def _axes(
        self, plane: Plane, coordinates: NDArray[np.float64], resolution: int
    ) -> tuple[FloatArray, FloatArray]:
        axes = []
        for steady, values in zip(self._ranges[plane.kind], coordinates.T, strict=True):
            low, high = steady.cover(min(float(values.min()), 0.0), max(float(values.max()), 0.0))
            axis = np.linspace(low, high, resolution, dtype=np.float32)
            axis.flags.writeable = False
            axes.append(axis)
        return axes[0], axes[1]

    def _sample(self, request: SurfaceRequest) -> tuple[FloatArray, NDArray[Any], int, bool]:
        """Examples (always the same, spread evenly, not augmented), points along an axis, whether a draft."""
        dataset, network = self._session.dataset, self._session.network
        # The products of a dense first layer are made once for the whole grid.
        layers = network.layers[1:] if network.layers[0].kind == Dense.kind else network.layers
        cost = sum(layer.n_multiplications for layer in layers)
        affordable = int(_MOST_MULTIPLICATIONS / (request.resolution**2 * max(cost, 1)))
        n, resolution = max(affordable, _FEWEST_EXAMPLES), request.resolution
        full = request.resolution**2 * min(request.n_examples, max(affordable, _FEWEST_EXAMPLES)) * cost
        is_draft = self._grid is None and full > _DRAFT_FROM and resolution > _DRAFT_RESOLUTION
        if is_draft:
            n, resolution = _DRAFT_EXAMPLES, _DRAFT_RESOLUTION
        n = min(n, request.n_examples, dataset.n_train)
        chosen = np.linspace(0, dataset.n_train - 1, n).astype(np.int64)
        return dataset.x_train[chosen], dataset.y_train[chosen], resolution, is_draft

    # ---- showing

    def view(self) -> Surface | None:
        """The newest grid with the path up to now; None before the first grid."""
        grid, session = self._grid, self._session
        if grid is None:
            return None
        parameters = session.network.parameters
        moved = np.subtract(parameters, grid.centre, out=self._moved)
        alpha, beta = grid.plane.project(moved)
        outside = (
            float(np.dot(moved, moved)) - alpha**2 * grid.plane.squares[0] - beta**2 * grid.plane.squares[1]
        )
        length = max(float(np.linalg.norm(parameters)), 1e-12)
        now = (grid.coordinates[0] + alpha, grid.coordinates[1] + beta)
        self._point_is_outside = not (
            grid.alphas[0] <= now[0] <= grid.alphas[-1] and grid.betas[0] <= now[1] <= grid.betas[-1]
        )
        path_steps, path = self._path.with_now(session.step, now)
        return Surface(
            plane=grid.plane.kind,
            version=grid.version,
            step=grid.step,
            alphas=grid.alphas,
            betas=grid.betas,
            loss=grid.loss,
            path=path,
            path_steps=path_steps,
            explained=grid.explained,
            off_plane=max(outside, 0.0) ** 0.5 / length,
            progress=self.progress,
        )


def _last(work: Iterator[T | None]) -> Generator[float, None, T | None]:
    """Go through `work`, no progress to show yet, and return its last value."""
    last = None
    for last in work:  # noqa: B007  # only the last one counts
        yield 0.0
    return last


def _without_infinity(loss: FloatArray) -> FloatArray:
    """Where the loss overflows, the largest finite one stands: nothing infinite may reach a picture."""
    finite = np.isfinite(loss)
    if not finite.all():
        loss = np.where(finite, loss, loss[finite].max() if finite.any() else 0.0).astype(np.float32)
    loss.flags.writeable = False
    return loss
