"""`/moderation/mail-domains/`, and what a ban does at sign-up and to addresses."""

import re

import pytest
from allauth.account.models import EmailAddress

from accounts.models import RefusalCount, User
from moderation.acts import NotDone, mail_domains
from moderation.models import AuditEntry, BannedMailDomain
from tests.factories import NOW, PASSWORD, make_user, signup_form
from tests.mails import delivered

pytestmark = pytest.mark.django_db

PAGE = "/moderation/mail-domains/"


def ban(domain="spam.example"):
    return BannedMailDomain.objects.create(domain=domain, reason="r", banned_by="ada", banned_at=NOW)


def make_users(count, domain, **fields):
    for number in range(count):
        user = make_user(f"{domain.partition('.')[0]}{number}", **fields)
        EmailAddress.objects.filter(user=user).update(email=f"{user}@{domain}")


def sign_up(client, email):
    return client.post("/account/register/", signup_form("newcomer", email=email))


# What it does


@pytest.mark.parametrize(
    "email", ["a@spam.example", "a@SPAM.example", "a@mail.spam.example", "a@a.b.spam.example"]
)
def test_sign_up_is_refused_with_a_sentence_and_counted(client, email):
    ban()
    page = sign_up(client, email).content.decode()
    assert "Addresses at spam.example are not taken at the moment" in page
    assert not User.objects.exists()
    assert RefusalCount.objects.get(gates="SIGNUP_GATES", code="mail_domain_banned").count == 1


@pytest.mark.parametrize("email", ["a@notspam.example", "a@spam.example.org", "spam.example@mail.example"])
def test_other_domains_sign_up_as_before(client, email):
    ban()
    assert sign_up(client, email).status_code == 302
    assert User.objects.exists()


def test_a_domain_of_other_letters_is_met_in_either_spelling(client):
    ban(mail_domains.normalize("b\u00fccher.example"))
    for email in ("a@b\u00fccher.example", "a@xn--bcher-kva.example"):
        sign_up(client, email)
    assert not User.objects.exists()


def test_adding_an_address_is_refused_and_counted(client):
    ban()
    client.force_login(make_user("bob"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.post("/account/addresses/", {"email": "b@spam.example", "action_add": ""}).content.decode()
    assert "Addresses at spam.example are not taken" in page
    assert not EmailAddress.objects.filter(email="b@spam.example").exists()
    assert RefusalCount.objects.get(gates="ADDRESS_GATES", code="mail_domain_banned").count == 1
    client.post("/account/addresses/", {"email": "b@good.example", "action_add": ""})
    assert EmailAddress.objects.filter(email="b@good.example").exists()


def test_who_has_such_an_address_keeps_it_logs_in_and_resets_the_password(client):
    make_users(1, "spam.example")
    ban()
    user = User.objects.get()
    assert client.post("/account/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    client.logout()
    client.post("/account/request-password-reset/", {"email": f"{user}@spam.example"})
    assert [mail.to for mail in delivered() if "assword" in mail.subject] == [[f"{user}@spam.example"]]
    assert user.is_active


# The page


@pytest.fixture
def sent(client, ada):
    def post(domain, **form):
        return client.post(f"{PAGE}ban/", {"domain": domain, "reason": "a wave"} | form, follow=True)

    return post


@pytest.mark.parametrize("typed", ["spam.example", "@Spam.Example.", "someone@spam.example"])
def test_a_domain_that_nobody_has_is_banned_in_one_step(sent, typed):
    assert "spam.example is banned for new accounts" in sent(typed).content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.reason) == ("ban mail domain", "spam.example", "a wave")
    assert BannedMailDomain.objects.get().banned_by == "ada"


def test_a_domain_that_somebody_has_is_banned_after_that_was_seen(sent):
    make_users(3, "spam.example")
    make_users(1, "mail.spam.example", honest_verdicts=1)
    preview = sent("spam.example").content.decode()
    assert "4 accounts have an address there now" in preview
    assert "1 of them is honest" in preview
    assert not BannedMailDomain.objects.exists()
    seen = re.search(r'name="seen" value="([^"]*)"', preview)[1]
    assert (
        "4 accounts have an address there, 1 of them honest"
        in sent("spam.example", seen=seen).content.decode()
    )
    assert AuditEntry.objects.get(subject="spam.example").after["honest_accounts"] == 1
    assert not User.objects.filter(is_active=False).exists()


@pytest.mark.parametrize("domain", ["gmail.com", "outlook.com", "co.uk", "mail.ru"])
def test_a_large_provider_is_refused_with_the_count_of_honest_accounts(sent, domain):
    make_users(2, "gmail.com", granted_standing="trusted")
    answer = sent(domain)
    assert answer.status_code == 400
    honest = 2 if domain == "gmail.com" else 0
    assert f"{honest} of its {honest} accounts here are honest" in answer.content.decode()
    assert not BannedMailDomain.objects.exists()


def test_a_domain_of_many_honest_is_refused_with_their_count(sent, ada):
    make_users(6, "uni.example", honest_verdicts=2)
    make_users(1, "lab.uni.example")
    assert "6 of the 7 accounts here" in sent("uni.example").content.decode()
    with pytest.raises(NotDone, match="6 of the 7"):
        mail_domains.ban(domain="uni.example", actor=ada, reason="r", now=NOW)
    User.objects.filter(username="uni0").update(frozen_at=NOW, is_active=False)
    assert mail_domains.reach_of("uni.example") == mail_domains.Reach(7, 5)


@pytest.mark.parametrize(
    "domain", ["", "com", "no domain.example", "a..example", "-.example", "x" * 64 + ".example", "a_b.c"]
)
def test_what_is_no_domain_is_said(sent, domain):
    answer = sent(domain)
    assert answer.status_code == 400
    assert not BannedMailDomain.objects.exists()


def test_what_a_ban_covers_already_is_said(sent):
    ban()
    assert (
        "The ban of spam.example covers mail.spam.example already"
        in sent("mail.spam.example").content.decode()
    )
    assert "covers spam.example already" in sent("spam.example").content.decode()


def test_a_domain_is_allowed_again_with_a_reason(client, ada):
    row = ban()
    assert client.post(f"{PAGE}{row.pk}/allow/", {}).status_code == 400
    assert (
        "allowed again"
        in client.post(f"{PAGE}{row.pk}/allow/", {"reason": "calm"}, follow=True).content.decode()
    )
    assert AuditEntry.objects.get().action == "allow mail domain"
    client.logout()
    assert sign_up(client, "a@spam.example").status_code == 302


def test_the_list_is_searched_and_paged(client, ada, django_assert_max_num_queries):
    for number in range(60):
        ban(f"d{number:02}.example")
    with django_assert_max_num_queries(8):
        page = client.get(PAGE).content.decode()
    assert "d59.example" in page
    assert "d09.example" not in page
    page = client.get(f"{PAGE}?q=@D09").content.decode()
    assert "d09.example" in page
    assert "d10.example" not in page
