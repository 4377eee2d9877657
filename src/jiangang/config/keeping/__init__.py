"""Keeping an office: one file that holds all of it, bringing that file to another machine, upgrading."""
