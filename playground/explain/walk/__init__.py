"""The walk through one update: pages of words, formulas and numbers, made from the engine's trace. No Qt."""
