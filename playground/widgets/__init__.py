"""Small parts that several panels are built of."""

from playground.widgets.steady_place import SteadyPlace

__all__ = ["SteadyPlace"]
