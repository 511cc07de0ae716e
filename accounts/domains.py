"""Which mail domains give addresses away for minutes: a list that is updated as a package, and the operator's own."""

from collections.abc import Iterator

from disposable_email_domains import blocklist
from django.conf import settings

# Where millions of honest people have their mail. No mistake in a list may shut them out: an index that blocked such
# a provider because of one wave had to let it in again.
# fmt: off
BIG_PROVIDERS = frozenset(
    {
        "126.com", "163.com", "aol.com", "bk.ru", "duck.com", "fastmail.com", "free.fr", "freenet.de",
        "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com",
        "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.it", "icloud.com", "inbox.ru",
        "laposte.net", "libero.it", "list.ru", "live.com", "mac.com", "mail.com", "mail.ru", "mailbox.org",
        "me.com", "mozmail.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.de",
        "outlook.fr", "pm.me", "posteo.de", "privaterelay.appleid.com", "proton.me", "protonmail.com",
        "qq.com", "rambler.ru", "riseup.net", "sina.com", "t-online.de", "tuta.com", "tutanota.com",
        "users.noreply.github.com", "wanadoo.fr", "web.de", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com",
        "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
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
