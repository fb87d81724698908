"""Questions that take a moment to answer, asked one at a time and outside the stream of frames."""

from __future__ import annotations

from dataclasses import dataclass

from playground.training.messages.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TraceQuestion:
    """Every number of one update, without making it: a paused run stays where it is.

    Answered by `playground.engine.trace.StepTrace`. With scope `batch` it is the update that comes next, on
    the very batch that comes next: making that update afterwards gives the same bits.
    """

    scope: str = "batch"
    """`example`: one example alone; `batch`: the coming batch; `all`: the mean over the whole training set,
    its intermediate values for the chosen example only."""
    split: str = "train"
    index: int = -1
    """The example in its split; −1 with `x` = None: the first one of the coming batch."""
    x: FloatArray | None = None
    target: float | None = None
    """An example of one's own: an input as the network takes it, and its class (or value)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceQuestion:
    """The loss along one parameter, all others held; answered by a `ParameterSlice`."""

    name: str
    index: tuple[int, ...]
    trace: TraceQuestion
    """On which examples."""
    reach: float = 1.0
    """Half the width of the slice."""
    n_points: int = 101


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ParameterSlice:
    """The data loss (float64) along one parameter, and its derivative by central differences."""

    name: str
    index: tuple[int, ...]
    value: float
    loss: float
    values: FloatArray
    losses: FloatArray
    gradient: float
    """∂L/∂w by backpropagation, float64."""
    central_difference: float
    """(L(w+h) − L(w−h)) / 2h."""
    h: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TeachQuestion:
    """“It was a 7”: make `n_steps` visible updates on this one example; answered by `Taught`."""

    x: FloatArray
    label: int
    n_steps: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taught:
    """What a lesson on one example did."""

    loss_before: float
    loss_after: float
    probabilities_before: FloatArray
    probabilities_after: FloatArray
    test_accuracy_before: float
    test_accuracy_after: float
    won: IntArray
    lost: IntArray
    """Test examples that became right, and wrong."""
    n_steps: int


Question = TraceQuestion | SliceQuestion | TeachQuestion


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ask:
    """A question of the window."""

    question_id: int
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """The answer; `problem` is a sentence if there is none."""

    question_id: int
    run_id: int
    step: int
    answer: object | None
    """StepTrace, ParameterSlice or Taught."""
    problem: str = ""
