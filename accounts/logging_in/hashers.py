"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum: 19 MiB a login, where Django's profile lets a login flood take 100 MiB each."""

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
