"""Passes a question of the window on to those who know the answer."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import numpy as np

from playground.errors import PlaygroundError
from playground.training import messages as m
from playground.training.active_run import ActiveRun
from playground.training.slow_jobs import Work, finished

_NO_RUN = "There is no network to ask yet."


def answer_question(run: ActiveRun | None, ask: m.Ask) -> m.Told:
    """Answer `ask` about the present moment of `run`; what goes wrong is said in the answer."""
    return finished(_telling(run, ask))


def tell_in_slices(run: ActiveRun, ask: m.Ask, send: Callable[[m.Message], None]) -> Work[None]:
    """Work on an answer that takes long, and send it at the end."""
    send((yield from _telling(run, ask)))


def _telling(run: ActiveRun | None, ask: m.Ask) -> Work[m.Told]:
    run_id, step = (run.run_id, run.session.step) if run is not None else (0, 0)
    answer, problem = None, ""
    try:
        if run is None:
            raise PlaygroundError(_NO_RUN)
        answer = yield from _answer(run, ask.question)
    except PlaygroundError as error:
        problem = str(error)
    except MemoryError:
        problem = "There is not enough memory for the answer."
    except Exception as error:
        # A question must not end the training of the network that it is about.
        traceback.print_exc()
        problem = f"The question can't be answered ({type(error).__name__}: {error})."
    return m.Told(question_id=ask.question_id, run_id=run_id, step=step, answer=answer, problem=problem)


def _answer(run: ActiveRun, question: m.Question) -> Work[object]:
    # Imported with the first question: most engines are never asked any.
    from playground.training.questions import answer, answer_slice

    session = run.session
    if isinstance(question, m.SliceQuestion):
        return (yield from _quietly(answer_slice(session, question)))
    teaches = isinstance(question, m.TeachQuestion)
    if teaches:
        session.refuse_past()
    with np.errstate(all="ignore"):
        told = answer(session, question)
    if teaches:
        session.note_replaced()
        run.frames.instruments.config_changed()
        run.saver.forget()
    return told


def _quietly(work: Work[object]) -> Work[object]:
    """Each slice without warnings about numbers; the setting doesn't outlive the slice."""
    while True:
        try:
            with np.errstate(all="ignore"):
                next(work)
        except StopIteration as end:
            return end.value
        yield
