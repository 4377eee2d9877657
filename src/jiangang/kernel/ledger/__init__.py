"""The office's ledger: every act as one entry of an append-only, publicly checkable log."""
