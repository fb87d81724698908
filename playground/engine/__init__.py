"""The mathematics of learning: networks, losses, optimisers. NumPy only."""

from playground.engine.specs import Dense, LayerSpec

__all__ = ["Dense", "LayerSpec"]
