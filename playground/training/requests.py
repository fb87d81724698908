"""Which requests may overtake others, and which need not be carried out at all."""

from __future__ import annotations

from dataclasses import fields

from playground.training import messages as m

_OF_A_PROBE = frozenset({"request_id", "diagram_links", "diagram_first", "probe", "saliency"})
_PARTS = tuple(field.name for field in fields(m.FrameRequest) if field.name not in _OF_A_PROBE)


def is_probe_only(request: m.FrameRequest) -> bool:
    """Whether a request asks only for the answer to a drawing, which may overtake the open frame."""
    if request.probe is None:
        return False
    # What isn't asked for is False or None; a split or a damage is a text.
    return all(getattr(request, part) in (False, None) for part in _PARTS)


def without_outrun(commands: list[m.Command]) -> list[m.Command]:
    """Leave out each `Seek` that another one follows with only requests between them: the slider moved on."""
    kept: list[m.Command] = []
    seek_follows = False
    for command in reversed(commands):
        if isinstance(command, m.Seek):
            if seek_follows:
                continue
            seek_follows = True
        elif not isinstance(command, m.FrameRequest):
            seek_follows = False
        kept.append(command)
    return kept[::-1]
