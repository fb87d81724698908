"""Tells the window the rare facts of the present run."""

from __future__ import annotations

from collections.abc import Callable

from playground.training import messages as m
from playground.training.messages import EventKind, RunState
from playground.training.pace import RateMeter
from playground.training.session import Session


class Reporter:
    """Sends events under the id of the present run, each new state once.

    Parameters
    ----------
    send : callable
        Takes a message for the window.
    rate : RateMeter
        Measures anew from each change of state.
    """

    def __init__(self, send: Callable[[m.Message], None], rate: RateMeter) -> None:
        self._send = send
        self._rate = rate
        self.run_id = 0
        self.told_state = RunState.PAUSED

    def tell(self, kind: EventKind, at_step: int = 0, /, **details: object) -> None:
        """Send an event."""
        self._send(m.RunEvent(kind=kind, run_id=self.run_id, step=at_step, details=details))

    def tell_new_state(self, session: Session) -> None:
        """Report what the steps have led to: a pause, the end of the run, or a divergence."""
        state = session.state
        if state is self.told_state:
            return
        self.told_state = state
        self._rate.restart()
        if state is RunState.FINISHED and session.stopped_because is not None:
            self.tell(EventKind.FINISHED, session.step, **session.stopped_because.details())
        elif state is RunState.DIVERGED and session.divergence is not None:
            self.tell(EventKind.DIVERGED, session.step, **session.divergence.details())
        elif state is RunState.TRAINING:
            self.tell(EventKind.TRAINING, session.step)
        else:
            self.tell(EventKind.PAUSED, session.step)

    def tell_state_again(self, session: Session) -> None:
        """Tell the state even if it is not new: whoever sent the command waits for it."""
        self.told_state = RunState.PAUSED if session.state is not RunState.PAUSED else RunState.TRAINING
        self.tell_new_state(session)
