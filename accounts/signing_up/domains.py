"""Which mail domains give addresses away for minutes: a list that is updated as a package, and the operator's own."""

from collections.abc import Iterator

from disposable_email_domains import blocklist
from django.conf import settings

# Where millions of honest people have their private mail, by hand: the providers that most use in each part of the
# world. No mistake in a list may shut them out, and no ban: the public index closed itself to new accounts at
# inbox.ru in June 2025, and had to let honest people in again.
# fmt: off
BIG_PROVIDERS = frozenset(
    {
        "126.com", "163.com", "aol.com", "att.net", "bk.ru", "bol.com.br", "btinternet.com", "comcast.net",
        "daum.net", "duck.com", "fastmail.com", "foxmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at",
        "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hanmail.net", "hey.com", "hotmail.co.uk",
        "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.it", "icloud.com", "inbox.ru", "laposte.net",
        "libero.it", "list.ru", "live.com", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com",
        "mozmail.com", "msn.com", "naver.com", "o2.pl", "onet.pl", "orange.fr", "outlook.com", "outlook.de",
        "outlook.fr", "pm.me", "posteo.de", "privaterelay.appleid.com", "proton.me", "protonmail.com",
        "qq.com", "rambler.ru", "rediffmail.com", "riseup.net", "seznam.cz", "sfr.fr", "sina.com",
        "t-online.de", "terra.com.br", "tuta.com", "tutanota.com", "ukr.net", "uol.com.br",
        "users.noreply.github.com", "verizon.net", "wanadoo.fr", "web.de", "wp.pl", "ya.ru", "yahoo.co.in",
        "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru",
        "ymail.com", "zoho.com",
    }
)
# fmt: on


def is_disposable(address: str) -> bool:
    """Whether the domain, or one it belongs to, is listed. What the operator says of a domain comes first."""
    for domain in _with_parents(address.rpartition("@")[2].strip().rstrip(".").lower()):
        if domain in settings.MAIL_DOMAINS_ALLOWED:
            return False
        if domain in settings.MAIL_DOMAINS_REFUSED:
            return True
        if domain in BIG_PROVIDERS:
            return False
        if domain in blocklist:
            return True
    return False


def _with_parents(domain: str) -> Iterator[str]:
    """`a.b.example`, then `b.example`: the list has the domain that is sold, mails come to any below it."""
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]
