"""Founding an office: everything that must be there before the first person signs in."""
