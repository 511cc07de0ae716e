"""Whether the time of an answer tells who has an account: `python -m bench.login_times`.

Logs in, asks for new passwords and signs up in a scratch index, half of the time with what is known there, in random
order, with the password hashing of production. The figure is how often the slower of two answers, one of each kind, is
the known one: 0.5 is a coin. With 200 of each, chance alone stays within 0.5 ± 0.06 in 95 of 100 runs.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

PASSWORD, WRONG = "a long and quiet evening", "a short and noisy morning"
ENTRIES = {
    "login by name": ("/account/login/", lambda name: {"login": name, "password": WRONG}),
    "login by address": ("/account/login/", lambda name: {"login": f"{name}@example.com", "password": WRONG}),
    "login, frozen": ("/account/login/", lambda name: {"login": name, "password": PASSWORD}),
    "new password": ("/account/request-password-reset/", lambda name: {"email": f"{name}@example.com"}),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=200, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        set_up(Path(folder))
        fill(options.tries)
        chance = 2 * ((2 * options.tries + 1) / (12 * options.tries**2)) ** 0.5
        print(f"{options.tries} tries each; a coin is 0.5 ± {chance:.3f}\n")
        print("| What | known: median ms | unknown: median ms | slower one is the known |")
        print("| --- | --- | --- | --- |")
        told = [report(what, options.tries, chance) for what in [*ENTRIES, "sign-up, address"]]
    return int(any(told))


def set_up(folder: Path) -> None:
    os.environ |= {"GATEHOUSE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    for elsewhere in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        os.environ.pop(elsewhere, None)  # a scratch index is in its folder, all of it
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connections

    for alias in connections:
        call_command("migrate", database=alias, verbosity=0)
        call_command("createcachetable", database=alias, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def fill(tries: int) -> None:
    """Accounts `known…` with a verified address; every `frozen…` may not log in."""
    from django.utils import timezone

    from accounts import freezing
    from accounts.signing_up.registration import register

    for number in range(tries):
        for kind in ("known", "frozen"):
            name = f"{kind}{number}"
            user = register(
                username=name,
                email=f"{name}@example.com",
                password=PASSWORD,
                is_verified=True,
                is_staff=False,
            )
            if kind == "frozen":
                freezing.freeze(user=user, actor="ada", reason="bench", now=timezone.now())


def report(what: str, tries: int, chance: float) -> bool:
    """One row of the table; whether it tells more than a coin does."""
    kind = "frozen" if what == "login, frozen" else "known"
    cases = [(kind, number) for number in range(tries)] + [("nobody", number) for number in range(tries)]
    random.shuffle(cases)
    measure(what, "warm", 0)
    seconds: dict[str, list[float]] = {kind: [], "nobody": []}
    for who, number in cases:
        seconds[who].append(measure(what, who, number))
    known, unknown = seconds[kind], seconds["nobody"]
    wins = sum((a > b) + (a == b) / 2 for a in known for b in unknown) / tries**2
    medians = (f"{1000 * statistics.median(times):.1f}" for times in (known, unknown))
    print(f"| {what} | {' | '.join(medians)} | {wins:.3f} |", flush=True)
    return abs(wins - 0.5) > chance


def measure(what: str, who: str, number: int) -> float:
    """Seconds that one answer takes. Each comes from an address of its own, so that no limit is met."""
    from django.test import Client

    name = f"{who}{number}"
    if what == "sign-up, address":
        where, form = "/account/register/", signup_form(name)
    else:
        where, make_form = ENTRIES[what]
        form = make_form(name)
    address = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
    client = Client(REMOTE_ADDR=address, headers={"host": "127.0.0.1"})
    started = time.perf_counter()
    client.post(where, form)
    return time.perf_counter() - started


def signup_form(name: str) -> dict[str, str]:
    """A new user name each time: those are public. Only the address is known or not."""
    from django.core import signing
    from django.utils import timezone

    from accounts.forms import OPENED_SALT

    opened = signing.dumps(int((timezone.now().timestamp() - 60) * 1000), salt=OPENED_SALT)
    return {
        "username": f"new-{random.getrandbits(64):x}",
        "email": f"{name}@example.com",
        "password1": PASSWORD,
        "website": "",
        "opened": opened,
    }


if __name__ == "__main__":
    sys.exit(main())
