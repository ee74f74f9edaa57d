"""The password hasher of the tests: argon2 as in production, with as little work as it allows."""

from django.contrib.auth.hashers import Argon2PasswordHasher

QUICK_HASHER = "tests.passwords.QuickArgon2"


class QuickArgon2(Argon2PasswordHasher):
    """A millisecond rather than fifty."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
