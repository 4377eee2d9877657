"""Screens and reading of alerts and watch-lists."""
