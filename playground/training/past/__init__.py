"""The time machine: what is recorded of a run, how any of its moments comes back, and the runs kept beside.

A run follows from its config and seed, so its past is a few moments (parameters, optimiser, generators) and
the list of what happened from outside: changes of the config, parameters set by hand, the evaluations that a
rule waited for. Any other moment is computed again from the one before it, bit for bit. Moments are spread
evenly over the time that this takes (`moments`), not over steps.
"""
