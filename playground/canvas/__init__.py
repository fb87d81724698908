"""The place to draw a digit: the drawing, the 28×28 picture that the network receives, and its answer.

`preprocess` and `strokes` know no Qt. Off-centre or badly scaled drawings, not the network, cause most
misread digits, so a drawing is brought to the network as MNIST was made: its ink fits a box of 20×20
pixels, keeping the aspect, and its centre of mass lies where MNIST has it. The preview shows exactly
what the network receives.
"""
