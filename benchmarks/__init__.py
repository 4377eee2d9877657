"""Benchmarks: the house beside peers, in one run. Not part of the product."""
