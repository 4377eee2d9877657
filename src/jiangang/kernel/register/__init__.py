"""The public register of papers: a log that grows only, published as tiles and seen by outside witnesses."""
