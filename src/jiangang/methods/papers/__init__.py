"""Papers that anyone can verify: canonical record, QR code, status list, credential, and the verdict.

Pure: bytes and keys in, bytes and findings out. PDF, seal and time-stamp are made in `kernel/papers`.
"""
