"""Screens and reading of earned reductions."""
