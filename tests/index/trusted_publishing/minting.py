"""What comes of asking for an upload token."""

import base64

from accounts.models import ApiToken
from index.models import UsedIdentityToken
from index.trusted_publishing.identities import GitHub

RELEASE = GitHub("Ann", "tides", "release.yml")


def minted(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["token"]


def assert_no_token(answer, *words, code="invalid-token", status=422):
    assert answer.status_code == status, answer.content
    [error] = answer.json()["errors"]
    assert error["code"] == code
    for word in words:
        assert word in error["description"]
    assert not ApiToken.objects.filter(user=None).exists()
    assert not UsedIdentityToken.objects.exists()


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
