from __future__ import annotations

import numpy as np
import pytest

from playground.data import load_dataset
from playground.data.damage import DAMAGES, damaged
from playground.errors import DataError


def pictures() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return load_dataset("digits").x_test[:40]


def chance() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.mark.parametrize("kind", DAMAGES)
def test_every_strength_gives_pictures_and_none_leaves_them(kind: str) -> None:
    images = pictures()
    before = images.copy()
    assert 0.0 in DAMAGES[kind].strengths
    assert len(DAMAGES[kind].strengths) == 9
    assert list(DAMAGES[kind].strengths) == sorted(DAMAGES[kind].strengths)
    distances = []
    for strength in DAMAGES[kind].strengths:
        result = damaged(images, kind, strength, chance())
        assert result.shape == images.shape
        assert result.dtype == np.float32
        assert 0.0 <= result.min() <= result.max() <= 1.0
        np.testing.assert_array_equal(result, damaged(images, kind, strength, chance()))
        distances.append(float(np.abs(result - images).mean()))
    in_size = [distances[i] for i in np.argsort(np.abs(DAMAGES[kind].strengths), kind="stable")]
    assert in_size[0] == 0.0
    assert min(in_size[1:]) > 0.0
    np.testing.assert_array_equal(images, before)


def test_whole_shifts_and_quarter_turns_move_pixels_and_nothing_else() -> None:
    picture = np.zeros((1, 28, 28), np.float32)
    picture[0, 10, 17] = 1.0
    turned = damaged(picture, "rotation", 90, chance())
    places = np.argwhere(turned[0] > 0.99)
    assert [tuple(p) for p in places] in ([(17, 17)], [(10, 10)])
    assert turned.sum() == pytest.approx(1.0, abs=1e-4)
    shifted = damaged(picture, "shift", 5, chance())[0]
    v, u = np.mgrid[0:28, 0:28]
    centre = np.array([(v * shifted).sum(), (u * shifted).sum()]) / shifted.sum()
    assert np.hypot(*(centre - (10, 17))) == pytest.approx(5.0, abs=0.01)


def test_half_turn_is_the_picture_upside_down() -> None:
    images = pictures().reshape(-1, 28, 28)
    np.testing.assert_allclose(damaged(images, "rotation", 180, chance()), images[:, ::-1, ::-1], atol=1e-5)


def test_thickness_adds_and_takes_ink_at_the_edges() -> None:
    images = pictures()
    ink = [damaged(images, "thickness", s, chance()).sum() for s in DAMAGES["thickness"].strengths]
    assert ink == sorted(ink)
    bar = np.zeros((28, 28), np.float32)
    bar[12:15, 5:20] = 1.0
    thick = damaged(bar, "thickness", 1.0, chance())
    assert (thick.sum(), thick[11, 10], thick[10, 10]) == (3 * 15 + 2 * 15 + 2 * 3, 1.0, 0.0)
    half = damaged(bar, "thickness", 0.5, chance())
    assert half[11, 10] == pytest.approx(0.5)
    thin = damaged(bar, "thickness", -1.0, chance())
    assert thin.sum() == 13


def test_noise_has_its_strength() -> None:
    grey = np.full((20, 784), 0.5, np.float32)
    assert damaged(grey, "noise", 0.1, chance()).std() == pytest.approx(0.1, rel=0.02)


def test_an_unknown_damage_is_named() -> None:
    with pytest.raises(DataError, match="rust"):
        damaged(pictures(), "rust", 1.0, chance())
