"""What a new engine has to be told after the old one has died, so that training goes on."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from playground.experiment.config import ExperimentConfig
from playground.training import messages as m
from playground.training.messages import EventKind

MOST_DEATHS = 3
WITHIN_S = 10.0


class Recovery:
    """Listens to the commands and events of a run, and knows how to get back to where it was.

    Not thread-safe: its owner holds a lock.
    """

    def __init__(self) -> None:
        self._start: m.StartRun | m.ResumeRun | None = None
        self._config: ExperimentConfig | None = None
        self._training = False
        self._speed: m.SetSpeed | None = None
        self._budget: m.SetRecordingBudget | None = None
        self._starts: dict[int, m.StartRun | m.ResumeRun] = {}
        """How each run would begin anew, should it be returned to and then lost before it is saved."""
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)

    @property
    def run_id(self) -> int:
        """The newest run; 0 before the first."""
        return self._start.run_id if self._start else 0

    def note_command(self, command: m.Command) -> None:
        """A command is about to be sent."""
        match command:
            case m.StartRun():
                self._begin(command, command.config)
            case m.ResumeRun():
                self._begin(command, None)
            case m.Fork():
                start = m.StartRun(run_id=command.run_id, config=command.config, training=command.training)
                self._begin(start, command.config)
            case m.ReturnToRun() if command.run_id in self._starts:
                start_again = self._starts[command.run_id]
                self._begin(replace(start_again, training=command.training), None)
            case m.Seek():
                self._training = command.training
            case m.SetRecordingBudget():
                self._budget = command
            case m.ChangeConfig():
                self._config = command.config
            case m.RestoreLastGood():
                self._config, self._training = command.config, command.training
            case m.Train():
                self._training = True
            case m.Pause() | m.Advance():
                self._training = False
            case m.SetSpeed():
                self._speed = command

    def _begin(self, start: m.StartRun | m.ResumeRun, config: ExperimentConfig | None) -> None:
        self._start = self._starts[start.run_id] = start
        self._config, self._training = config, start.training

    def note_event(self, event: m.RunEvent) -> None:
        """An event of the present run has arrived: a run that ended by itself is not to be started again."""
        if event.kind in (EventKind.FINISHED, EventKind.DIVERGED):
            self._training = False

    def may_restart(self, now: float) -> bool:
        """Count a death; False when there were too many within a short time."""
        self._deaths.append(now)
        return len(self._deaths) < MOST_DEATHS or now - self._deaths[0] > WITHIN_S

    def forget_deaths(self) -> None:
        """A person tries again."""
        self._deaths.clear()

    def commands(self, checkpoint: m.CheckpointSaved | None) -> tuple[list[m.Command], int | None]:
        """The commands for a new engine, and the step from which it goes on (None if there is no run)."""
        commands: list[m.Command] = []
        if self._speed is not None:
            commands.append(self._speed)
        if self._budget is not None:
            commands.append(self._budget)
        start = self._start
        if start is None:
            return commands, None
        if checkpoint is None or checkpoint.run_id != start.run_id:
            commands.append(replace(start, training=self._training))
            step = 0
        else:
            commands.append(
                m.ResumeRun(run_id=start.run_id, checkpoint=checkpoint.encoded, training=self._training)
            )
            step = checkpoint.step
        if self._config is not None:
            commands.append(m.ChangeConfig(config=self._config))
        return commands, step
