"""The plane of two inputs: what the network says everywhere, and the examples, which can be painted.

`geometry`, `colours`, `boundaries`, `reading`, `examples` and `editing` work it out (no Qt); `picture` and
`layers` paint it in layers that are kept until what they show changes; `view`, `legend`, `tools` and `editor`
are what one sees and presses.
"""
