"""What of a network is frozen, cut or switched off, and the experiment's words for changing that. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from playground.errors import ConfigError
from playground.experiment.addresses import Address, address_of, parse_address
from playground.experiment.config import NetworkConfig

Marks = dict[str, tuple[str, ...]]
"""`frozen`, `cut` and `silenced` of a `NetworkConfig`."""


@dataclass(frozen=True, slots=True)
class Held:
    """Parameters that keep their value, weights held at zero, and units switched off."""

    frozen: frozenset[Address] = frozenset()
    cut: frozenset[Address] = frozenset()
    silenced: frozenset[Address] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.frozen or self.cut or self.silenced)

    def toggled(self, kind: str, address: Address) -> Marks:
        """The marks with `address` put in or taken out. What is cut isn't frozen as well, and back."""
        changed: dict[str, set[Address]] = {
            "frozen": set(self.frozen),
            "cut": set(self.cut),
            "silenced": set(self.silenced),
        }
        is_in = address in changed[kind]
        for name in ("frozen", "cut") if kind != "silenced" else ("silenced",):
            changed[name].discard(address)
        if not is_in:
            changed[kind].add(address)
        return _marks(changed)

    def without(self, address: Address) -> Marks:
        """The marks with `address` neither frozen nor cut."""
        return _marks(
            {
                "frozen": set(self.frozen) - {address},
                "cut": set(self.cut) - {address},
                "silenced": set(self.silenced),
            }
        )


NOTHING_HELD = Held()


def held_of(config: NetworkConfig) -> Held:
    """Read the marks of an experiment; what isn't an address is left out, the engine says so."""
    return Held(
        frozen=_addresses(config.frozen), cut=_addresses(config.cut), silenced=_addresses(config.silenced)
    )


def _addresses(words: tuple[str, ...]) -> frozenset[Address]:
    found = set()
    for word in words:
        try:
            found.add(parse_address(word))
        except ConfigError:
            continue
    return frozenset(found)


def _marks(changed: dict[str, set[Address]]) -> Marks:
    return {
        kind: tuple(address_of(name, index) for name, index in sorted(members))
        for kind, members in changed.items()
    }
