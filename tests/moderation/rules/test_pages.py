"""The pages of rules, as moderators, admins and auditors use them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from moderation.models import AuditEntry, Rule
from moderation.rules import verbs
from tests.factories import make_user

pytestmark = pytest.mark.django_db

FORM = {
    "title": "Free films",
    "a_name": "Free_Films-*\r\n\r\n*-movies",
    "effect": "hold",
    "reach": "newcomers",
    "lasts": "48h",
    "reason": "a wave",
}


def staff(role):
    return make_user("staff", is_staff=True, role=role)


def test_from_the_form_to_the_rule_and_its_end(client, ada):
    answer = client.post("/moderation/rules/new/", FORM | {"b_link_host": "shop.example", "b_text": "free"})
    rule = Rule.objects.get()
    assert answer["Location"] == f"/moderation/rules/{rule.pk}/"
    assert rule.alternatives == [
        {"name": ["free-films-*", "*-movies"]},
        {"text": ["free"], "link_host": ["shop.example"]},
    ]
    assert rule.is_draft
    page = client.get(answer["Location"]).content.decode()
    assert "48 hours from its start" in page
    assert "Put it in force" in page
    before = timezone.now()
    client.post(f"/moderation/rules/{rule.pk}/start/")
    rule.refresh_from_db()
    assert before + timedelta(hours=48) <= rule.expires_at <= timezone.now() + timedelta(hours=48)
    client.post(f"/moderation/rules/{rule.pk}/prolong/", {"lasts": "7d", "reason": "it goes on"})
    rule.refresh_from_db()
    assert rule.expires_at > before + timedelta(days=6)
    assert "Free films" in client.get("/moderation/rules/").content.decode()
    client.post(f"/moderation/rules/{rule.pk}/end/", {"reason": "calm"})
    rule.refresh_from_db()
    assert (rule.ended_by, rule.ended_because) == ("ada", "calm")
    entries = AuditEntry.objects.order_by("id").values_list("action", "reason", "subject")
    assert list(entries) == [
        (action, reason, f"rule {rule.pk}")
        for action, reason in (("start rule", "a wave"), ("prolong rule", "it goes on"), ("end rule", "calm"))
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"a_name": "a*"}, "fits nearly every name"),
        ({"c_address": "everywhere"}, "no address or network"),
        ({"lasts": "8d"}, "from an hour to 7 days"),
        ({"lasts": "30m"}, "from an hour to 7 days"),
        ({"lasts": "soon"}, "no duration"),
        ({"effect": "delete"}, "Select a valid choice"),
        ({"effect": "second_factor", "a_text": "free films"}, "before the file is read"),
        ({"reason": ""}, "required"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(client, ada, fields, said):
    answer = client.post("/moderation/rules/new/", FORM | {"b_link_host": "kept.example"} | fields)
    assert answer.status_code == 400
    page = answer.content.decode().replace("&#x27;", "'")
    assert said in page
    assert "kept.example" in page
    assert not Rule.objects.exists()


def test_a_form_without_a_condition_is_refused(client, ada):
    answer = client.post("/moderation/rules/new/", FORM | {"a_name": " "})
    assert answer.status_code == 400
    assert "fill in one field at least" in answer.content.decode()


def test_a_link_prefills_it(client, ada):
    page = client.get(
        "/moderation/rules/new/?link_host=a.example&link_host=b.example&name=*-films&title=A+wave"
    ).content.decode()
    assert "a.example\nb.example</textarea>" in page
    assert "*-films</textarea>" in page
    assert 'value="A wave"' in page


def test_hostile_links_are_no_harm(client, ada):
    many = "&".join(f"name={'x' * 500}" for _ in range(90))
    assert client.get(f"/moderation/rules/new/?{many}&title={'t' * 999}&text=%00%FF").status_code == 200
    for like in ("0", "x", "9" * 30):
        assert client.get(f"/moderation/rules/new/?like={like}").status_code == 404


def test_one_like_another_is_written_without_typing_it_anew(client, draft):
    rule = draft({"name": ["film-*"]}, {"text": ["free films"]}, effect="unlist")
    page = client.get(f"/moderation/rules/new/?like={rule.pk}").content.decode()
    assert "film-*</textarea>" in page
    assert "free films</textarea>" in page
    assert "<details open>" in page


def test_a_moderator_sets_rules_for_newcomers_and_an_admin_for_everybody(client, draft, ada):
    client.force_login(staff(User.Role.MODERATOR))
    assert "an admin" in client.post("/moderation/rules/new/", FORM | {"reach": "all"}).content.decode()
    rule = draft(name=["film-*"], reach="all")
    client.post(f"/moderation/rules/{rule.pk}/start/")
    rule.refresh_from_db()
    assert rule.is_draft
    verbs.start(rule=rule, actor=ada, now=timezone.now())
    answer = client.post(f"/moderation/rules/{rule.pk}/prolong/", {"lasts": "5d", "reason": "r"})
    assert answer.status_code == 400
    client.post(f"/moderation/rules/{rule.pk}/end/", {"reason": "it hurts"})
    rule.refresh_from_db()
    assert rule.ended_at, "whoever sees that it hurts may stop it"
    client.post("/moderation/rules/new/", FORM)
    assert Rule.objects.filter(made_by="staff").exists()


def test_an_auditor_reads(client, in_force):
    rule = in_force(name=["film-*"])
    client.force_login(staff(User.Role.AUDITOR))
    pages = client.get("/moderation/rules/").content + client.get(f"/moderation/rules/{rule.pk}/").content
    assert b"Free films" in pages
    for word in (b"/new/", b"/end/", b"/prolong/", b"/release/"):
        assert word not in pages


@pytest.mark.parametrize("act", ["prolong", "end"])
def test_what_is_over_is_not_acted_on(client, in_force, time_machine, act):
    rule = in_force(name=["film-*"])
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    answer = client.post(f"/moderation/rules/{rule.pk}/{act}/", {"lasts": "2h", "reason": "r"})
    assert answer.status_code == 400
    assert "not in force" in answer.content.decode()


def test_a_rule_starts_once(client, in_force):
    rule = in_force(name=["film-*"])
    page = client.post(f"/moderation/rules/{rule.pk}/start/", follow=True).content.decode()
    assert "was put in force before" in page


def test_so_many_are_in_force_at_once(client, in_force, draft, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_IN_FORCE", 1)
    in_force(name=["film-*"])
    rule = draft(name=["song-*"])
    page = client.post(f"/moderation/rules/{rule.pk}/start/", follow=True).content.decode()
    assert "1 rules are in force already" in page


def test_titles_and_patterns_are_escaped(client, ada):
    client.post("/moderation/rules/new/", FORM | {"title": "<b>x</b>", "a_text": "<script> alert"})
    rule = Rule.objects.get()
    for path in ("", f"{rule.pk}/"):
        page = client.get(f"/moderation/rules/{path}").content.decode()
        assert "<b>x</b>" not in page
        assert "&lt;b&gt;x" in page


def test_the_list_takes_as_many_queries_for_twenty_as_for_one(
    client, draft, in_force, django_assert_max_num_queries
):
    for number in range(15):
        draft(name=[f"film{number}-*"])
        in_force(name=[f"song{number}-*"])
    with django_assert_max_num_queries(10):
        client.get("/moderation/rules/")
