"""Acceptance sampling: plans of ISO 2859-1, switching, curves; continuous, skip-lot and variables plans."""
