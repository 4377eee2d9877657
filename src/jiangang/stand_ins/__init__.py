"""Stand-ins for services of others, for tests and training: never an official service."""
