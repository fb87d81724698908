from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.training import messages as m
from playground.training.requests import is_probe_only, without_outrun

PROBE = np.zeros(4, np.float32)


def test_a_drawing_alone_may_overtake() -> None:
    assert is_probe_only(m.FrameRequest(probe=PROBE, request_id=7))
    assert is_probe_only(m.FrameRequest(probe=PROBE, saliency=-1, diagram_links="updates"))
    assert not is_probe_only(m.FrameRequest())


@pytest.mark.parametrize(
    "part",
    [
        {"losses": True},
        {"gradients": True},
        {"surface": m.SurfaceRequest()},
        {"diagram": True},
        {"plane": m.PlaneRequest()},
        {"batch": True},
        {"answers": "test"},
        {"space": m.SpaceRequest()},
        {"robustness": "noise"},
        {"recording": True},
    ],
)
def test_with_anything_else_it_waits_for_its_turn(part: dict[str, Any]) -> None:
    assert not is_probe_only(m.FrameRequest(probe=PROBE, **part))


def test_only_the_newest_of_the_wished_moments_counts() -> None:
    frame, pause = m.FrameRequest(), m.Pause()
    one, two, three = (m.Seek(step=i) for i in (1, 2, 3))
    assert without_outrun([one, frame, two, pause, three]) == [frame, two, pause, three]
    assert without_outrun([one, two, three]) == [three]
    assert without_outrun([pause, frame]) == [pause, frame]
