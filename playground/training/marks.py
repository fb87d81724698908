"""What a person holds still in a network: frozen parameters, cut weights, silenced units."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.engine import Network, Trainer
from playground.errors import ConfigError
from playground.experiment.addresses import parse_address
from playground.experiment.config import NetworkConfig


class Marks:
    """Applies the marks of a config between two steps, and knows what cut weights were before.

    Parameters
    ----------
    network : Network
    trainer : Trainer
        Its updates leave the held parameters alone.
    """

    def __init__(self, network: Network, trainer: Trainer) -> None:
        self._network = network
        self._trainer = trainer
        self._held: tuple[int, ...] = ()
        self.cut_before: dict[str, float] = {}
        """By address the value of each cut weight at the moment it was cut."""

    def check(self, config: NetworkConfig) -> None:
        """Raise `ConfigError` if a mark of `config` doesn't fit the network."""
        for address in (*config.frozen, *config.cut):
            self._place(address)
        self._network.check_units(_units(config))

    def apply(self, config: NetworkConfig) -> None:
        """Hold and silence what `config` says, and nothing else; a weight no longer cut gets its value back.

        Raises
        ------
        ConfigError
            If an address doesn't fit the network.
        """
        self.check(config)
        p = self._network.parameters
        places = {address: self._place(address) for address in (*config.frozen, *config.cut)}
        for address in [known for known in self.cut_before if known not in config.cut]:
            p[self._place(address)] = self.cut_before.pop(address)
        for address in config.cut:
            if address not in self.cut_before:
                self.cut_before[address] = float(p[places[address]])
                p[places[address]] = 0.0
        self._held = tuple(sorted(set(places.values())))
        self.refresh()
        self._network.set_silenced(_units(config))

    def begin_anew(self, config: NetworkConfig, cut_before: Mapping[str, float]) -> None:
        """The network has got other parameters, some of which were cut before: mark them."""
        self.cut_before.clear()
        self.apply(config)
        for address in self.cut_before:
            self.cut_before[address] = cut_before.get(address, self.cut_before[address])

    def refresh(self) -> None:
        """Hold the held parameters at the values that they have now: they were set from outside."""
        indices = np.array(self._held, np.int64)
        self._trainer.hold(indices, self._network.parameters[indices])

    def restore(self, cut_before: dict[str, float]) -> None:
        """Take over what a checkpoint knows, after its parameters have been put back."""
        self.cut_before = dict(cut_before)
        self.refresh()

    def _place(self, address: str) -> int:
        return self._network.flat_index(*parse_address(address))


def _units(config: NetworkConfig) -> dict[str, list[int]]:
    """The silenced units by layer."""
    units: dict[str, list[int]] = {}
    for address in config.silenced:
        name, index = parse_address(address)
        if len(index) != 1:
            raise ConfigError(f"“{address}” is no unit: write one as layer2[1].")
        units.setdefault(name, []).append(index[0])
    return units
