"""The acts of the exchange: sending, receiving, settling."""
