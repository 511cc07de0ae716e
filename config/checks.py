"""What each setting is fine with alone, and wrong with another or in production: `bin/manage check --deploy`.

`config/env.py` refuses values that mean nothing. These mean something, only hardly what the operator wants, so they
are warnings. Each has a sentence and a hint that says what to set; neither repeats a value, which may hold a password.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

TAG = "gatehouse"
NEARBY = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Rule:
    """`is_broken` takes anything that has the settings as attributes."""

    name: str
    is_broken: Callable[[Any], bool]
    sentence: str
    hint: str

    @property
    def id(self) -> str:
        return f"{TAG}.{self.name}"


def is_https(site: Any) -> bool:
    return bool(site.SITE_URL.startswith("https://"))


def may_be_joined_by_anybody(site: Any) -> bool:
    return bool(site.SIGN_UP and not site.READERS_LOG_IN)


def sends_its_mail_password_in_the_clear(site: Any) -> bool:
    """By EMAIL_URL; a mail server on the same machine is reached over no wire."""
    is_encrypted = getattr(site, "EMAIL_USE_TLS", False) or getattr(site, "EMAIL_USE_SSL", False)
    has_password = bool(getattr(site, "EMAIL_HOST_PASSWORD", ""))
    return has_password and not is_encrypted and site.EMAIL_HOST not in NEARBY


def answers_no_visitor(site: Any) -> bool:
    """Whether the host of SITE_URL is none of ALLOWED_HOSTS, in which `.example.com` stands for all below it."""
    host = site.SITE_HOST.rsplit(":", 1)[0]
    return not any(
        allowed in {"*", host} or (allowed.startswith(".") and f".{host}".endswith(allowed))
        for allowed in site.ALLOWED_HOSTS
    )


def holds_what_is_listed(site: Any) -> bool:
    return None not in {site.HOLD_ABOVE, site.LIST_BELOW} and site.HOLD_ABOVE < site.LIST_BELOW


def reviews_less_than_is_unlisted(site: Any) -> bool:
    return None not in {site.REVIEW_ABOVE, site.LIST_BELOW} and site.REVIEW_ABOVE > site.LIST_BELOW


# Wrong wherever the site runs.
CONTRADICTIONS = (
    Rule(
        "W001",
        lambda site: site.SECURE and not is_https(site),
        "SECURE is on and SITE_URL is http: browsers send no cookie back, so nobody can log in.",
        "Set SITE_URL to the https:// address that visitors use, or leave SECURE unset.",
    ),
    Rule(
        "W002",
        answers_no_visitor,
        "ALLOWED_HOSTS lacks the host of SITE_URL: visitors are answered 400.",
        "Add that host to ALLOWED_HOSTS, or leave ALLOWED_HOSTS unset.",
    ),
    Rule(
        "W003",
        holds_what_is_listed,
        "HOLD_ABOVE is below LIST_BELOW: what is listed at once would be held too.",
        "Set HOLD_ABOVE to LIST_BELOW or more, or to `off`.",
    ),
    Rule(
        "W004",
        reviews_less_than_is_unlisted,
        "REVIEW_ABOVE is above LIST_BELOW, where it changes nothing: all that stays unlisted is reviewed.",
        "Set REVIEW_ABOVE to LIST_BELOW or less, or to `off`.",
    ),
    Rule(
        "W005",
        lambda site: site.MAX_PROJECT_BYTES < site.MAX_FILE_BYTES,
        "MAX_PROJECT_GB is less than MAX_FILE_MB: no project can have a file of the size that is allowed.",
        "Set MAX_PROJECT_GB to several times MAX_FILE_MB.",
    ),
    Rule(
        "W006",
        lambda site: site.REDIS_URL and site.EMBEDDED_DATABASE,
        "REDIS_URL is set without DATABASE_URL: workers on another machine would not find the SQLite file.",
        "Set DATABASE_URL to a postgres:// database, or leave REDIS_URL unset.",
    ),
    Rule(
        "W007",
        lambda site: site.OBJECT_STORE and site.EMBEDDED_DATABASE,
        "STORAGE_URL is set without DATABASE_URL: the files outlive this machine, what is known of them does not.",
        "Set DATABASE_URL to a postgres:// database, or leave STORAGE_URL unset.",
    ),
    Rule(
        "W008",
        lambda site: site.READERS_LOG_IN and site.SIGN_UP,
        "SIGN_UP is on in an index whose readers log in: whoever makes an account reads everything.",
        "Leave SIGN_UP unset and make accounts with `bin/manage user create`; where your own network alone reaches "
        "the index, add gatehouse.W008 to SILENCED_CHECKS.",
    ),
    Rule(
        "W009",
        lambda site: not site.PURGE_REACH_LIMIT and not site.PURGE_DELAY_HOURS,
        "PURGE_REACH_LIMIT and PURGE_DELAY_HOURS are 0: every purge, however small, waits for a second admin.",
        "Set PURGE_DELAY_HOURS to the hours after which it starts by itself, or PURGE_REACH_LIMIT above 0.",
    ),
    Rule(
        "W010",
        lambda site: not (site.KEEP_ADDRESSES_DAYS and site.KEEP_SECURITY_HISTORY_DAYS),
        "KEEP_ADDRESSES_DAYS or KEEP_SECURITY_HISTORY_DAYS is 0, which is at once, not never: no attack can be traced.",
        "Set both to the days after which you want to forget.",
    ),
)

# Fine for trying out, not for a site that strangers reach.
IN_PRODUCTION = (
    Rule(
        "W101",
        lambda site: not is_https(site),
        "SITE_URL is http: passwords, API tokens and packages travel where others can read and change them.",
        "Put a proxy with a certificate in front and set SITE_URL to the https:// address.",
    ),
    Rule(
        "W102",
        lambda site: is_https(site) and not site.SECURE,
        "SECURE is off although SITE_URL is https: cookies are also sent unencrypted.",
        "Leave SECURE unset.",
    ),
    Rule(
        "W103",
        lambda site: is_https(site) and not site.ALLAUTH_TRUSTED_PROXY_COUNT,
        "TRUSTED_PROXY_COUNT is 0: all visitors seem to come from the proxy's address, and share its limits.",
        "Set TRUSTED_PROXY_COUNT to the number of proxies in front, often 1.",
    ),
    Rule(
        "W104",
        lambda site: "*" in site.ALLOWED_HOSTS,
        "ALLOWED_HOSTS answers every host name, also one that an attacker points here.",
        "Leave ALLOWED_HOSTS unset, or list the names that visitors use.",
    ),
    Rule(
        "W105",
        lambda site: site.EMAIL_BACKEND == "accounts.mails.mail.MailFolderBackend",
        "EMAIL_URL is missing: mails stay in a folder here, so nobody can verify an address.",
        "Set EMAIL_URL, such as smtp+tls://user:password@mail.example.com:587.",
    ),
    Rule(
        "W106",
        sends_its_mail_password_in_the_clear,
        "EMAIL_URL sends the mail server's password unencrypted.",
        "Begin EMAIL_URL with smtp+tls:// or smtp+ssl://.",
    ),
    Rule(
        "W107",
        lambda site: site.SECURITY_CONTACT.startswith("mailto:noreply@"),
        "SECURITY_CONTACT names a sender whose mail nobody reads: who finds a weakness cannot tell you.",
        "Set SECURITY_CONTACT to a mail or https address that somebody reads.",
    ),
    Rule(
        "W108",
        lambda site: not site.STAFF_NEED_SECOND_FACTOR,
        "STAFF_NEED_SECOND_FACTOR is off: a moderator's stolen password opens the console.",
        "Leave STAFF_NEED_SECOND_FACTOR unset on https, or set it to on.",
    ),
    Rule(
        "W109",
        lambda site: site.PASSWORD_UPLOADS and not site.READERS_LOG_IN,
        "PASSWORD_UPLOADS is on in a public index: a guessed password publishes.",
        "Leave PASSWORD_UPLOADS unset; uploads take API tokens and trusted publishing.",
    ),
    Rule(
        "W110",
        lambda site: may_be_joined_by_anybody(site) and not site.NEW_PROJECTS_AN_HOUR["newcomer"],
        "NEW_PROJECTS_AN_HOUR is 0, no limit, where anybody may sign up: one account can fill the index.",
        "Set NEW_PROJECTS_AN_HOUR to a number, or leave it unset.",
    ),
    Rule(
        "W111",
        lambda site: may_be_joined_by_anybody(site) and not site.REPORTS_A_DAY["newcomer"],
        "REPORTS_A_DAY is 0, no limit, where anybody may sign up: one account can fill the queue.",
        "Set REPORTS_A_DAY to a number, or leave it unset.",
    ),
)


def broken(rules: Sequence[Rule], site: Any) -> list[CheckMessage]:
    return [CheckWarning(rule.sentence, hint=rule.hint, id=rule.id) for rule in rules if rule.is_broken(site)]


def contradictions(**_kwargs: Any) -> list[CheckMessage]:
    return broken(CONTRADICTIONS, settings)


def in_production(**_kwargs: Any) -> list[CheckMessage]:
    return broken(IN_PRODUCTION, settings)
