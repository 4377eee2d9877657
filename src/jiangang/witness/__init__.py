"""The witness: a small program of its own that cosigns the heads of logs which only grow.

It imports `methods` and nothing else of the house, holds one key and one small file for each log, and knows
neither entries nor papers. See `README.md`.
"""
