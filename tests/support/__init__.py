"""What the tests stand on: databases, a server for browsers, the closed network."""
