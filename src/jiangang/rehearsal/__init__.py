"""A port day played through the real operations: for the demo office, training, load and acceptance."""
