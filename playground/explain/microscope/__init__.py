"""The microscope: one update of the network that is training, page by page."""
