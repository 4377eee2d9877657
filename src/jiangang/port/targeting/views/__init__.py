"""Screens of decisions, the board, overrides, coverage, audit. Those of policies are in `policy_views`."""
