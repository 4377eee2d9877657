"""Inspection: what was looked at on site, by whom, and what was found."""
