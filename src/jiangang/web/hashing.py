"""Argon2id with a cap on how many passwords are hashed at once, so that a flood of sign-ins cannot take the
machine.
"""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = BoundedSemaphore(1)
"""Per server process: with two processes two hashes run at once, and the rest of the desk goes on."""


class CappedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at 46 MiB, one pass, one lane (OWASP Password Storage Cheat Sheet), one at a time per
    process.
    """

    time_cost = 1
    memory_cost = 47104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password, waiting for its turn."""
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Check a password, waiting for its turn."""
        with AT_ONCE:
            return super().verify(password, encoded)
