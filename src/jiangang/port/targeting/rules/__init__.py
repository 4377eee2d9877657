"""Rules about what goes into a policy change or an outcome. The policy language is in `methods.targeting`."""
