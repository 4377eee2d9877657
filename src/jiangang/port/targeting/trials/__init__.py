"""Screens and reading of what a version has to show: back-tests and shadow periods."""
