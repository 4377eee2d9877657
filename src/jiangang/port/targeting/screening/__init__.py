"""Screening a file of any size: reading, asking the policy, choosing, writing. No database and no Django."""
