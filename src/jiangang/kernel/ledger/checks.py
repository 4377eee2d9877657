"""System checks: every table's guards are the ones that its model declares, and every form fits its model."""
