"""The acts of the draw: committing to a day, drawing, repeating a draw with two hands."""
