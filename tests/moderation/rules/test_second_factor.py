"""A rule that asks for a second factor: the upload is refused until the account has one."""

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import RefusalCount, User
from index.models import Project
from moderation.acts import NotDone
from moderation.models import RuleAsked
from tests.distributions import make_wheel

pytestmark = pytest.mark.django_db


def test_an_upload_is_refused_with_a_sentence_until_the_account_has_one(client, upload, in_force, ann, ada):
    rule = in_force(name=["film-*"], effect="second_factor")
    for _ in range(2):
        answer = upload(make_wheel("film-a"))
        assert answer.status_code == 403
        assert "takes an account with a second factor, and ann has none" in answer.content.decode()
        assert "/help/#two-factor" in answer.content.decode()
    assert not Project.objects.exists()
    asked = RuleAsked.objects.get()
    assert (asked.account, asked.times, asked.project_name) == (ann, 2, "film-a")
    assert RefusalCount.objects.get(code="second_factor_asked").count == 2
    assert upload(make_wheel("tides")).status_code == 200
    page = client.get(f"/moderation/rules/{rule.pk}/").content.decode()
    assert "Asked 1 account for a second factor" in page
    Authenticator.objects.create(user=ann, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert upload(make_wheel("film-a")).status_code == 200


@pytest.mark.parametrize(
    "asked", [{"mail_domain": ["example.com"]}, {"address": ["192.0.2.0/24"]}, {"name": ["film-*"]}], ids=str
)
def test_it_goes_by_what_is_known_before_the_file_is_read(client, upload, in_force, asked):
    in_force(**asked, effect="second_factor")
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert upload(make_wheel("film-a")).status_code == 403


@pytest.mark.parametrize(
    "asked", [{"text": ["films"]}, {"link_host": ["shop.example"]}, {"digest": ["a" * 64]}]
)
def test_what_only_the_file_tells_is_not_asked_for(draft, asked):
    with pytest.raises(NotDone, match="before the file is read"):
        draft(**asked, effect="second_factor")


@pytest.mark.parametrize(("reach", "status"), [("newcomers", 200), ("all", 403)])
def test_the_known_are_asked_by_rules_for_everybody_alone(upload, in_force, ann, reach, status):
    User.objects.filter(pk=ann.pk).update(granted_standing="trusted")
    in_force(name=["film-*"], effect="second_factor", reach=reach)
    assert upload(make_wheel("film-a")).status_code == status


def test_a_rule_that_is_over_asks_nobody(upload, in_force, time_machine):
    in_force(name=["film-*"], effect="second_factor")
    from datetime import timedelta

    time_machine.move_to(timezone.now() + timedelta(hours=49))
    assert upload(make_wheel("film-a")).status_code == 200
