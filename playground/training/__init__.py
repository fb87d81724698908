"""Training: the session and its loop, where they run (hosts), and the controller that the window talks to.

Nothing here but `controller` knows Qt, so that the engine process starts quickly and the command line needs
no display.
"""
