"""Disposition: what becomes of a consignment, release or refusal, and on which legal basis."""
