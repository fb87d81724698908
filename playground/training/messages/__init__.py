"""What the window and the engine say to each other: small frozen values that survive a pipe.

The window sends commands; the engine answers with a `Snapshot` for each `FrameRequest`, with `Told` for each
`Ask`, and reports rare facts as `RunEvent`s. A snapshot holds only what its request asked for, so a hidden
instrument costs nothing. Arrays in it are fresh, contiguous and read-only; nothing is pushed at the rate of
training.
"""

from playground.training.messages.arrays import BoolArray, FloatArray, IntArray
from playground.training.messages.commands import (
    Advance,
    ChangeConfig,
    Pause,
    RestoreLastGood,
    ResumeRun,
    SetSpeed,
    Shutdown,
    StartRun,
    Train,
)
from playground.training.messages.diagram import Diagram, DiagramBadge, DiagramLayer
from playground.training.messages.events import CheckpointSaved, EventKind, RunEvent, RunState
from playground.training.messages.inspection import Answers, BatchInfo, PlaneMaps, Robustness, Saliency, Space
from playground.training.messages.instruments import (
    Gradients,
    Histograms,
    History,
    LayerHistogram,
    Losses,
    Surface,
)
from playground.training.messages.questions import (
    Ask,
    ParameterSlice,
    Question,
    SliceQuestion,
    Taught,
    TeachQuestion,
    Told,
    TraceQuestion,
)
from playground.training.messages.recording import (
    Fork,
    ParameterEdit,
    Recording,
    ReturnToRun,
    RunRecord,
    Seek,
    SetParameters,
    SetRecordingBudget,
)
from playground.training.messages.requests import FrameRequest, PlaneRequest, SpaceRequest, SurfaceRequest
from playground.training.messages.snapshot import ProbeAnswer, Snapshot

Command = (
    StartRun
    | ResumeRun
    | ChangeConfig
    | Train
    | Pause
    | Advance
    | SetSpeed
    | RestoreLastGood
    | Shutdown
    | FrameRequest
    | Ask
    | Seek
    | Fork
    | ReturnToRun
    | SetRecordingBudget
    | SetParameters
)
Message = Snapshot | RunEvent | CheckpointSaved | Told

__all__ = [
    "Advance",
    "Answers",
    "Ask",
    "BatchInfo",
    "BoolArray",
    "ChangeConfig",
    "CheckpointSaved",
    "Command",
    "Diagram",
    "DiagramBadge",
    "DiagramLayer",
    "EventKind",
    "FloatArray",
    "Fork",
    "FrameRequest",
    "Gradients",
    "Histograms",
    "History",
    "IntArray",
    "LayerHistogram",
    "Losses",
    "Message",
    "ParameterEdit",
    "ParameterSlice",
    "Pause",
    "PlaneMaps",
    "PlaneRequest",
    "ProbeAnswer",
    "Question",
    "Recording",
    "RestoreLastGood",
    "ResumeRun",
    "ReturnToRun",
    "Robustness",
    "RunEvent",
    "RunRecord",
    "RunState",
    "Saliency",
    "Seek",
    "SetParameters",
    "SetRecordingBudget",
    "SetSpeed",
    "Shutdown",
    "SliceQuestion",
    "Snapshot",
    "Space",
    "SpaceRequest",
    "StartRun",
    "Surface",
    "SurfaceRequest",
    "Taught",
    "TeachQuestion",
    "Told",
    "TraceQuestion",
    "Train",
]
