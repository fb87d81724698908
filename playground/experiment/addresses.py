"""Addresses of single parameters and units: `layer2.weights[3,1]`, `layer1.biases[0]`, `layer1[3]`."""

from __future__ import annotations

import re

from playground.errors import ConfigError

_ADDRESS = re.compile(r"(?P<name>[A-Za-z_][\w.]*)\[(?P<index>\d{1,9}(,\d{1,9})*)\]")


def parse_address(address: str) -> tuple[str, tuple[int, ...]]:
    """Return the name of the array (or layer) and the index in it.

    Raises
    ------
    ConfigError
        If it isn't an address.
    """
    match = _ADDRESS.fullmatch(address.replace(" ", ""))
    if match is None:
        raise ConfigError(
            f"“{address}” doesn't name a part of a network. Write for example layer2.weights[3,1] or layer1[3]."
        )
    return match["name"], tuple(int(number) for number in match["index"].split(","))


def address_of(name: str, index: tuple[int, ...]) -> str:
    """Return the address that `parse_address` reads."""
    return f"{name}[{','.join(str(int(number)) for number in index)}]"
