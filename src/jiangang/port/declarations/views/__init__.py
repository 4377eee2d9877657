"""Screens of this department: lists and records, entering a notice, deciding on it, taking in files."""
