"""What is frozen, cut or switched off, in the words of the experiment."""

from playground.experiment.config import NetworkConfig
from playground.views.network.held import held_of

LINK = ("layer2.weights", (3, 1))


def test_marks_are_read_and_written_alike():
    config = NetworkConfig(
        frozen=("layer1.biases[0]", "layer2.weights[3,1]"),
        cut=("layer1.weights[0,0]",),
        silenced=("layer1[3]",),
    )
    held = held_of(config)
    assert LINK in held.frozen
    assert ("layer1", (3,)) in held.silenced
    assert held.toggled("silenced", ("layer1", (3,))) == {
        "frozen": config.frozen,
        "cut": config.cut,
        "silenced": (),
    }


def test_what_is_cut_isnt_frozen_as_well():
    held = held_of(NetworkConfig(frozen=("layer2.weights[3,1]",)))
    assert held.toggled("cut", LINK) == {"frozen": (), "cut": ("layer2.weights[3,1]",), "silenced": ()}
    assert held.without(LINK)["frozen"] == ()


def test_what_is_no_address_is_left_out():
    assert not held_of(NetworkConfig(frozen=("all of them",)))
