"""Statements: what is claimed in prose, held against the figures that the office has.

Reading the prose is `methods.statements`; here are the subjects that claims are matched by, the grades, and
the commands. A department adds the words for its figures in a `subjects.toml` of its own.
"""
