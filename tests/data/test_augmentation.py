"""Changed pictures: seeded, within their limits, still the same digits, and made without allocating."""

import tracemalloc

import numpy as np
import pytest

from playground.data import AUGMENTATIONS, Augmenter
from playground.data.augmentation import N_WARPS
from playground.errors import DataError

CHANGING = [name for name in AUGMENTATIONS if name != "off"]
PLACE = np.arange(28) - 13.5


def blob(width=6.0):
    """One round spot in the middle, the same size whichever way it is turned."""
    picture = np.clip(width - np.hypot(PLACE[:, None], PLACE[None, :]), 0, 1)
    return picture.astype(np.float32).reshape(1, 784)


def changed(images, strength, n, seed=0):
    out = np.full((n, images.shape[1]), np.nan, np.float32)
    Augmenter(images, strength, np.random.default_rng(seed)).batch(np.zeros(n, np.intp), out)
    return out


def centres(pictures):
    pictures = pictures.reshape(-1, 28, 28).astype(np.float64)
    mass = pictures.sum((1, 2))
    return np.stack([pictures.sum(2) @ PLACE / mass, pictures.sum(1) @ PLACE / mass], axis=1)


def test_off_hands_out_the_pictures_and_draws_nothing(digits):
    rng = np.random.default_rng(3)
    before = rng.bit_generator.state
    indices = np.array([5, 5796, 0, 5])
    out = np.empty((4, 784), np.float32)
    Augmenter(digits.x_train, "off", rng).batch(indices, out)
    np.testing.assert_array_equal(out, digits.x_train[indices])
    assert rng.bit_generator.state == before


@pytest.mark.parametrize("strength", CHANGING)
def test_the_same_seed_gives_the_same_bits(digits, strength):
    indices = np.random.default_rng(0).permutation(digits.n_train)[:200]
    outs = []
    for _ in range(2):
        augmenter = Augmenter(digits.x_train, strength, np.random.default_rng(11))
        out = np.empty((200, 784), np.float32)
        for start in range(0, 200, 32):
            augmenter.batch(indices[start : start + 32], out[start : start + 32])
        outs.append(out)
    np.testing.assert_array_equal(*outs)


def test_the_generator_is_the_only_state(digits):
    """An augmenter made later with the same generator state goes on alike: checkpoints need no more."""
    used = Augmenter(digits.x_train, "normal", np.random.default_rng(1))
    out, again = np.empty((32, 784), np.float32), np.empty((32, 784), np.float32)
    used.batch(np.arange(32), out)
    rng = np.random.default_rng()
    rng.bit_generator.state = used.rng.bit_generator.state
    used.batch(np.arange(100, 132), out)
    Augmenter(digits.x_train, "normal", rng).batch(np.arange(100, 132), again)
    np.testing.assert_array_equal(out, again)


@pytest.mark.parametrize("strength", CHANGING)
@pytest.mark.parametrize("n", [0, 1, 63, 64, 65, 500])
def test_any_number_of_pictures(digits, strength, n):
    indices = np.arange(n)
    out = np.full((n, 784), np.nan, np.float32)
    Augmenter(digits.x_train, strength, np.random.default_rng(0)).batch(indices, out)
    assert np.isfinite(out).all()
    assert out.min(initial=0.0) >= 0.0
    assert out.max(initial=0.0) <= 1.0


@pytest.mark.parametrize("strength", CHANGING)
def test_changed_pictures_differ_from_each_other_and_resemble_the_original(digits, strength):
    out = changed(digits.x_train, strength, 300)
    assert len(np.unique(out, axis=0)) == 300
    likeness = np.corrcoef(out.mean(axis=0), digits.x_train[0])[0, 1]
    assert likeness > 0.8


@pytest.mark.parametrize("strength", CHANGING)
def test_background_stays_black_and_ink_stays_bright(strength):
    out = changed(blob(9.0), strength, 300).reshape(-1, 28, 28)
    assert out[:, :3, :3].max() == 0.0
    assert out[:, 13:15, 13:15].min() > 0.95


@pytest.mark.parametrize("strength", CHANGING)
def test_shifts_reach_their_limits_and_not_beyond(strength):
    limits = AUGMENTATIONS[strength]
    away = centres(changed(blob(), strength, 2000))
    # Bending moves the whole picture a little too, by some waves at once.
    assert np.abs(away).max() <= limits.shift + 6 * limits.bend
    assert (away.max(axis=0) > limits.shift - 0.3).all()
    assert (away.min(axis=0) < -limits.shift + 0.3).all()
    assert np.abs(away.mean(axis=0)).max() < 0.15


def test_thickness_goes_both_ways(digits):
    """The strokes of a vertical bar come out thinner and thicker, by more with more strength."""
    bar = np.zeros((1, 28, 28), np.float32)
    bar[0, 4:24, 12:16] = 1.0
    spread = []
    for strength in CHANGING:
        rows = changed(bar.reshape(1, 784), strength, 1000).reshape(-1, 28, 28)[:, 14]
        widths = rows.sum(axis=1)
        assert widths.mean() == pytest.approx(4.0, abs=0.35)
        assert widths.min() < 3.9
        assert widths.max() > 4.1
        spread.append(widths.std())
    assert spread == sorted(spread)


def test_turning_goes_both_ways_and_no_further_than_it_may():
    bar = np.zeros((1, 28, 28), np.float32)
    bar[0, 12:16, 3:25] = 1.0
    pictures = changed(bar.reshape(1, 784), "strong", 1000).reshape(-1, 28, 28).astype(np.float64)
    left, right = pictures[:, :, 6:9], pictures[:, :, 19:22]
    height = [side.sum(2) @ PLACE / side.sum((1, 2)) for side in (left, right)]
    slope = (height[1] - height[0]) / 13
    assert slope.min() < -0.2
    assert slope.max() > 0.2
    assert np.abs(slope).max() < 0.7


def test_nothing_is_allocated_after_the_first_epoch(digits):
    """Only arrays of one number a picture, and NumPy's own buffer of 64 KB for what is stretched over rows.

    A batch of 32 pictures would be 100 KB, its places in the enlarged pictures 200 KB.
    """
    images = digits.x_train[:256]
    augmenter = Augmenter(images, "normal", np.random.default_rng(0))
    indices, out = np.arange(32), np.empty((32, 784), np.float32)
    augmenter.batch(np.arange(256), np.empty((256, 784), np.float32))
    augmenter.batch(indices, out)
    tracemalloc.start()
    try:
        for _ in range(20):
            augmenter.batch(indices, out)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 80_000


def test_no_two_warps_are_the_same():
    from playground.data.warps import make_warps

    rows, columns = make_warps(N_WARPS, AUGMENTATIONS["light"], 28, 28)
    corners = np.concatenate([rows[:, [0, 27, 756]], columns[:, [0, 27, 756]]], axis=1)
    assert len(np.unique(corners.round(3), axis=0)) == N_WARPS


def test_an_unknown_strength_is_told(digits):
    with pytest.raises(DataError, match=r"“wild”.*off, light, normal, strong"):
        Augmenter(digits.x_train, "wild", np.random.default_rng(0))
