"""Files that come with the program are found, and a missing one is told in a sentence."""

import pytest

from playground.data.resources import has_resource, read_bytes, read_text, resource_path
from playground.errors import DataError


def test_reads_a_text_and_the_same_bytes():
    text = read_text("digits", "NOTICE.md")
    assert text.startswith("# Handwritten digits")
    assert read_bytes("digits", "NOTICE.md").decode("utf-8") == text


def test_lends_a_path():
    with resource_path("digits", "digits.npz") as path:
        assert path.stat().st_size == len(read_bytes("digits", "digits.npz"))


def test_knows_what_is_there():
    assert has_resource("digits", "digits.npz")
    assert not has_resource("digits", "letters.npz")


def test_a_missing_file_is_named():
    with pytest.raises(DataError, match=r"digits/letters\.npz.*Install the program again"):
        read_bytes("digits", "letters.npz")
    with pytest.raises(DataError, match="letters"), resource_path("digits", "letters.npz"):
        pass
