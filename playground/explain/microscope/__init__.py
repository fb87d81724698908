"""The microscope: one update of the network that is training, page by page.

`panel` asks the engine for the trace of the update that comes next and shows the pages that
`playground.explain.walk` makes of it; `route` says which page follows by phase, layer or neuron, `transport`
plays them. Nothing is computed here: each number comes from the engine's own pass over the very batch, so
what is shown can't differ from what is trained. A page is written when it is shown, since 784-128-64-10 has
hundreds of them.
"""
