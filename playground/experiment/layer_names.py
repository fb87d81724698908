"""What the engine's names of layers are for people."""


def layer_number(name: str) -> str:
    """Number of a layer for people, from its name in the engine: 3, or 4.1 for the first one of block 4."""
    return name.replace("layer", "")
