"""Freezing and unfreezing an account."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import freezing
from accounts.models import ApiToken, User
from tests.factories import NOW, PASSWORD, make_token, make_user

pytestmark = pytest.mark.django_db

PAGE = "/manage/account/"


def freeze(user):
    return freezing.freeze(user=user, actor="ada", reason="sends spam", now=NOW)


def unfreeze(user):
    return freezing.unfreeze(user=user, actor="ada", reason="a mistake", now=NOW)


@pytest.fixture
def ann():
    return make_user("ann")


def log_in(client):
    return client.post("/account/login/", {"login": "ann", "password": PASSWORD})


def test_all_sessions_end_with_the_next_request(ann):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(ann)
        assert browser.get(PAGE).status_code == 200
    freeze(ann)
    assert [browser.get(PAGE).status_code for browser in browsers] == [302, 302]


def test_no_session_comes_back_by_unfreezing_but_logging_in_works(client, ann):
    client.force_login(ann)
    freeze(ann)
    assert log_in(Client()).status_code == 200
    unfreeze(ann)
    assert client.get(PAGE).status_code == 302
    log_in(client)
    assert client.get(PAGE).status_code == 200


def test_tokens_are_refused_at_once_and_come_back_but_those_that_were_revoked(ann):
    make_token(ann)
    revoked, _ = make_token(ann)
    ApiToken.objects.filter(pk=revoked.pk).update(revoked_at=NOW)
    freeze(ann)
    assert not ApiToken.objects.usable(NOW).exists()
    unfreeze(ann)
    assert ApiToken.objects.usable(NOW).count() == 1


def test_both_are_told_from_doing_nothing_and_keep_the_first_reason(ann):
    assert freeze(ann)
    assert not freezing.freeze(user=ann, actor="bob", reason="another", now=NOW)
    assert (ann.frozen_at, ann.frozen_by, ann.frozen_reason) == (NOW, "ada", "sends spam")
    assert unfreeze(ann)
    assert not unfreeze(ann)


def test_unfreezing_puts_the_row_back_but_for_the_sessions(ann):
    before = User.objects.filter(pk=ann.pk).values().get()
    freeze(ann)
    unfreeze(ann)
    assert User.objects.filter(pk=ann.pk).values().get() == before | {"sessions_ended": 1}


def test_nothing_else_can_let_a_frozen_account_in(ann):
    freeze(ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ann.pk).update(is_active=True)
