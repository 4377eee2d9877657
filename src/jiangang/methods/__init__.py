"""What can be calculated: pure Python and NumPy/SciPy, without Django, clock, chance or input and output."""
