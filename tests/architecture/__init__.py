"""Tests about the code itself. Each has a failing example, so that a silent rule is noticed."""
