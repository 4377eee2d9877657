"""Filling an office with months of work by COPY: the same rows that the operations write, a test says so."""
