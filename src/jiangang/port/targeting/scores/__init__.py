"""Screens and reading of models."""
