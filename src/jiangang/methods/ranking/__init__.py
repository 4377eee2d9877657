"""Comparing rates: intervals of a rate, so that none is printed without its uncertainty."""
