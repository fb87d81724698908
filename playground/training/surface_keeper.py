"""Keeps a slice of the loss surface fresh while somebody looks at it, and the path of training on it.

The grid is the slice through the weights of its moment, off-plane part included, so the point lies truly on
the surface; the coordinates are measured from the start of the run, so the picture stays put.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.engine import LossSurface
from playground.experiment.build import spawn_generators
from playground.training.messages import FloatArray, RunState, Surface, SurfaceRequest
from playground.training.path_samples import PathSamples
from playground.training.plane import (
    FEWEST_FOR_PATH,
    Plane,
    explained_share,
    random_plane,
    steady_plane,
)
from playground.training.projected_path import ProjectedPath
from playground.training.session import Session
from playground.training.steady_range import SteadyRange
from playground.training.surface_detail import Detail, affordable_detail

T = TypeVar("T")

FIRST_SHARE = 0.2
GROWING_SHARE = 0.06
OUTSIDE_SHARE = 0.03
REFRESH_SHARE = 0.012
"""Shares of the time while training: as long as there is no grid, or only one of a much shorter path, while
the point is off it, and after."""
_MUCH_LONGER = 1.5
"""A path grown by so much has another plane and another range. That comes some ten times in a run, most of
them in its first seconds, so the larger share costs little."""
_WAIT_FOR_PATH_S = 0.5
"""So long the random plane is held back when that of the path is wanted: at full speed the path has points
enough within a few frames, and a picture that is replaced at once only flickers."""
_FORGOTTEN_S = 3.0
"""Nobody has asked for so long: the view is hidden. On a busy machine two frames may be a second apart."""
_RANDOM_REACH = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Grid:
    request: SurfaceRequest
    wanted_kind: str
    plane: Plane
    """That of another kind if the path has no two dimensions."""
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
    detail: Detail
    is_draft: bool
    """Coarser than what can be afforded from now on."""


class SurfaceKeeper:
    """Owns the path samples, the plane and the newest grid of a run."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.samples = PathSamples(session.initial_parameters)
        self._request: SurfaceRequest | None = None
        self._asked_at = self._asked_since = float("-inf")
        # Drawn now, when nobody waits for a frame yet, and from a generator of its own, so that the same
        # plane comes again after a resume.
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
        if self._grid.is_draft or self._session.step > _MUCH_LONGER * self._grid.step:
            return GROWING_SHARE
        return OUTSIDE_SHARE if self._point_is_outside else REFRESH_SHARE

    def ask(self, request: SurfaceRequest, now: float) -> None:
        """A frame with the surface is wanted."""
        if request != self._request or not self.wanted(now):
            self._asked_since = now
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
        has_path = bisect_left(self.samples.steps, session.step) + 1 >= FEWEST_FOR_PATH
        kind = "path" if request.plane == "path" and has_path else "random"
        is_training = session.state is RunState.TRAINING
        waited_s = self._asked_at - self._asked_since
        if is_training and kind != request.plane and waited_s < _WAIT_FOR_PATH_S:
            return None
        grid = self._grid
        is_first = grid is None or grid.wanted_kind != kind
        later, detail = (
            affordable_detail(request, session.network, is_training=is_training, is_first=first)
            for first in (False, is_first)
        )
        is_right = grid is not None and not is_first and not self._outdated
        if grid and is_right and (grid.request, grid.step, grid.detail) == (request, session.step, detail):
            return None
        self._outdated = False
        centre = session.network.parameters.copy()
        return self._work(request, kind, detail, session.step, centre, is_draft=detail != later)

    def _work(
        self,
        request: SurfaceRequest,
        kind: str,
        detail: Detail,
        step: int,
        centre: FloatArray,
        *,
        is_draft: bool,
    ) -> Generator[float, None, None]:
        session = self._session
        self.progress = 0.0
        samples = self.samples.up_to(step, centre)
        gram = yield from _last(samples.gram())
        assert gram is not None
        self.samples.learn_products(samples)
        plane = None
        if kind == "path":
            before = self._grid.plane if self._grid and self._grid.plane.kind == "path" else None
            plane = yield from _last(steady_plane(samples, gram, self._random.squares[0] ** 0.5, before))
        plane = plane or self._random
        coordinates = plane.project_all(samples.displacements)
        path_steps = samples.steps
        del samples  # a good part of the memory budget, of which some may be thinned out meanwhile
        yield 0.0
        x, y = self._examples(detail.n_examples)
        alphas, betas = self._axes(plane, coordinates, detail.resolution)
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
            wanted_kind=kind,
            plane=plane,
            version=self.version,
            step=step,
            alphas=alphas,
            betas=betas,
            loss=_without_infinity(surface.loss),
            centre=centre,
            coordinates=(float(alpha), float(beta)),
            explained=explained_share(coordinates, plane, gram),
            detail=detail,
            is_draft=is_draft,
        )
        # Training has gone on meanwhile, for some hundred steps of a small network.
        since = self.samples.after(step)
        points = np.concatenate((coordinates, plane.project_all(since.displacements)))
        self._path.begin(plane, [*path_steps, *since.steps], points)

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

    def _examples(self, most: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Examples of the training set, always the same, spread evenly, not augmented, and their answers."""
        dataset = self._session.dataset
        chosen = np.linspace(0, dataset.n_train - 1, min(most, dataset.n_train)).astype(np.int64)
        return dataset.x_train[chosen], dataset.y_train[chosen]

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
