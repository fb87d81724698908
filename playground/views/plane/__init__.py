"""The plane of two inputs: what the network says everywhere, and the examples, which can be painted."""
