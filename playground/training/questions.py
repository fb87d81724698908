"""Answers to the questions of the window: one update traced, the loss along one weight, a lesson on one
example.

Asking for a trace or a slice changes no bit of the run (tested); teaching is meant to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.trace import StepTrace, trace_step
from playground.errors import ConfigError, PlaygroundError
from playground.training.messages import (
    ParameterSlice,
    Question,
    RunState,
    SliceQuestion,
    Taught,
    TeachQuestion,
    TraceQuestion,
)
from playground.training.parameter_slice import slice_work
from playground.training.session import Session
from playground.training.slow_jobs import Work, finished

CHUNK = 256
"""Examples at a time, where the mean goes over the whole training set."""


def answer(session: Session, question: Question) -> StepTrace | ParameterSlice | Taught:
    """Answer a question about the present moment of `session`, between two steps.

    Raises
    ------
    PlaygroundError
        A sentence for the person who asked.
    """
    if isinstance(question, TeachQuestion):
        return teach(session, question)
    if isinstance(question, SliceQuestion):
        return finished(answer_slice(session, question))
    return _trace(session, question, _choose(session, question))


def answer_slice(session: Session, question: SliceQuestion) -> Work[ParameterSlice]:
    """The loss along one weight, in slices; of the moment of the first, whatever the run does meanwhile.

    Raises
    ------
    PlaygroundError
        A sentence for the person who asked.
    """
    chosen = _choose(session, question.trace)
    trace = _trace(session, question.trace, chosen)
    network = session.network.copy()
    yield
    curve = yield from slice_work(
        network,
        trace,
        chosen.x,
        chosen.y,
        question.name,
        question.index,
        question.reach,
        question.n_points,
    )
    return curve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Chosen:
    """The examples that a question is about."""

    x: NDArray[Any]
    y: NDArray[Any]
    row: int
    """The chosen one among them."""
    split: str
    index: int
    indices: NDArray[np.int64] | None = None


def _choose(session: Session, question: TraceQuestion) -> _Chosen:
    match question.scope:
        case "example":
            return _one_example(session, question)
        case "batch":
            return _coming_batch(session, question)
        case "all":
            data = session.dataset
            is_member = question.x is None and question.split == "train"
            row = question.index if is_member and question.index >= 0 else 0
            _check_index(row, data.n_train, "training")
            return _Chosen(x=data.x_train, y=data.y_train, row=row, split="train", index=row)
    raise ConfigError(f"“{question.scope}” is no choice of examples: example, batch or all.")


def _one_example(session: Session, question: TraceQuestion) -> _Chosen:
    data = session.dataset
    if question.x is not None:
        if question.target is None:
            raise PlaygroundError("Without its right answer an example has no loss: say what it was.")
        if question.x.size != session.network.n_inputs:
            raise PlaygroundError(
                f"The network takes {session.network.n_inputs} numbers, not {question.x.size}."
            )
        y = _target(session, question.target)
        return _Chosen(x=question.x.reshape(1, -1), y=y, row=0, split="own", index=-1)
    index = question.index
    if index < 0:
        index, split = int(_next_indices(session)[0]), "train"
    else:
        split = question.split
    x, y = (data.x_test, data.y_test) if split == "test" else (data.x_train, data.y_train)
    _check_index(index, len(x), "test" if split == "test" else "training")
    return _Chosen(x=x[index : index + 1], y=y[index : index + 1], row=0, split=split, index=index)


def _target(session: Session, target: float) -> NDArray[Any]:
    data = session.dataset
    if data.is_regression:
        return np.array([[target]], session.network.dtype)
    n_classes = max(2, data.n_classes)
    if not 0 <= target < n_classes:
        raise PlaygroundError(f"There are the classes 0 to {n_classes - 1}, and no class {target:g}.")
    return np.array([int(target)])


def _check_index(index: int, n: int, which: str) -> None:
    if not 0 <= index < n:
        raise PlaygroundError(f"There are {n:,} {which} examples, and no number {index + 1:,}.")


def _next_indices(session: Session) -> NDArray[np.int64]:
    _, size = session.feed.next_block(1)
    order: NDArray[np.int64] = session.feed.order[session.feed.offset : session.feed.offset + size]
    return order


def _coming_batch(session: Session, question: TraceQuestion) -> _Chosen:
    """The batch that comes; the chosen example where it is in it, else its first."""
    x, y, indices = session.feed.peek(session.network.copy())
    row = 0
    if question.x is None and question.split == "train" and question.index in indices:
        row = int(np.flatnonzero(indices == question.index)[0])
    return _Chosen(x=x, y=y, row=row, split="train", index=int(indices[row]), indices=indices.copy())


def _trace(session: Session, question: TraceQuestion, chosen: _Chosen) -> StepTrace:
    if session.state is RunState.DIVERGED:
        raise PlaygroundError("The numbers of this network have left the finite range: go back first.")
    # As the stepper has it: a step stands for the middle of its batch.
    _, size = session.feed.next_block(1)
    rate = session.rates.rate(session.feed.epoch + 0.5 * session.feed.epochs_of(size))
    return trace_step(
        session.trainer,
        chosen.x,
        chosen.y,
        row=chosen.row,
        scope=question.scope,
        chunk=CHUNK if question.scope == "all" else 0,
        learning_rate=rate,
        split=chosen.split,
        index=chosen.index,
        step=session.step,
        epoch=session.epoch,
        indices=chosen.indices,
    )


def teach(session: Session, question: TeachQuestion) -> Taught:
    """Make updates with the chosen optimiser on one example alone, on the living network.

    The caller notes the change in the recording of the run.

    Raises
    ------
    PlaygroundError
        If the network can't learn now, or not this.
    """
    if session.state is RunState.DIVERGED:
        raise PlaygroundError("The numbers of this network have left the finite range: go back first.")
    if question.x.size != session.network.n_inputs:
        raise PlaygroundError(f"The network takes {session.network.n_inputs} numbers, not {question.x.size}.")
    network = session.network
    x = np.ascontiguousarray(question.x, session.network.dtype).reshape(1, -1)
    y = _target(session, question.label)
    right_before = _right_answers(session)
    probabilities_before, loss_before = network.predict(x)[0], _loss(session, x, y)
    session.trainer.optimizer.learning_rate = session.learning_rate
    for _ in range(max(1, question.n_steps)):
        session.trainer.step(x, y)
    session.evaluation_due = True
    right_after = _right_answers(session)
    return Taught(
        loss_before=loss_before,
        loss_after=_loss(session, x, y),
        probabilities_before=probabilities_before,
        probabilities_after=network.predict(x)[0],
        test_accuracy_before=float(right_before.mean()),
        test_accuracy_after=float(right_after.mean()),
        won=np.flatnonzero(right_after & ~right_before),
        lost=np.flatnonzero(right_before & ~right_after),
        n_steps=max(1, question.n_steps),
    )


def _loss(session: Session, x: NDArray[Any], y: NDArray[Any]) -> float:
    """Of one example as the network answers it: without dropout."""
    *_, evaluation = session.network.evaluate(x, y)
    return evaluation.loss


def _right_answers(session: Session) -> NDArray[np.bool_]:
    """Which test examples the network answers right; none of a regression."""
    data = session.dataset
    if data.is_regression or not data.n_test:
        return np.zeros(max(1, data.n_test), bool)
    said = [
        session.network.loss.decide(session.network.forward(data.x_test[start : start + CHUNK]))
        for start in range(0, data.n_test, CHUNK)
    ]
    right: NDArray[np.bool_] = np.concatenate(said) == data.y_test
    return right
