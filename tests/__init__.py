"""The tests of the whole house: `unit` (no database), `integration`, `system` (a browser), `architecture`."""
