"""Declared families: new projects beyond the hourly number are held for review instead of refused, up to a number a day."""

import html
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from index import families, lifecycle, prohibited_names
from index.families import NotDeclared
from index.models import Family, FamilyProject, Project, Release
from moderation.models import Case, Verdict
from tests.distributions import make_sdist, make_wheel
from tests.factories import make_project, make_token, make_user

pytestmark = pytest.mark.django_db

PAGE = "/manage/account/families/"
REPOSITORY = "https://code.example/acme/packages"


@pytest.fixture(autouse=True)
def _one_an_hour(settings):
    settings.NEW_PROJECTS_AN_HOUR = {"newcomer": 1, "established": 0, "trusted": 0}
    settings.FAMILY_PROJECTS_A_DAY = 2


def declare(user, prefix="acme-", repository_url=REPOSITORY, **moment):
    return families.declare(
        user=user, prefix=prefix, repository_url=repository_url, **{"now": timezone.now()} | moment
    )


def visible():
    return set(Project.objects.visible().values_list("normalized_name", flat=True))


# Uploads


def test_what_is_beyond_the_measure_is_taken_and_held(client, upload, ann):
    declare(ann)
    assert upload(make_wheel("acme-core")).content == b"Published.\n"
    answer = upload(make_wheel("acme-web"))
    assert (answer.status_code, answer.content.startswith(b"WARNING")) == (200, True)
    assert visible() == {"acme-core"}
    assert client.get("/simple/acme-web/").status_code == 404
    assert FamilyProject.objects.get().project.normalized_name == "acme-web"
    assert upload(make_sdist("acme-web")).content.startswith(b"WARNING"), "later files of it wait too"
    assert upload(make_wheel("acme-core", "1.1")).content == b"Published.\n"


def test_without_a_declaration_the_refusal_names_the_page(upload):
    upload(make_wheel("acme-core"))
    answer = upload(make_wheel("acme-web"))
    assert answer.status_code == 429
    assert "http://127.0.0.1:8000/manage/account/families/" in answer.reason_phrase
    assert "try again in" in answer.reason_phrase
    assert "/help/#rate-limit" in answer.reason_phrase


@pytest.mark.parametrize("name", ["other", "acme", "acmeology", "my-acme-x"])
def test_other_names_are_refused_as_before(upload, ann, name):
    declare(ann)
    upload(make_wheel("first"))
    assert upload(make_wheel(name)).status_code == 429


def test_another_s_declaration_is_of_no_use(upload, ann):
    declare(make_user("bea"))
    upload(make_wheel("first"))
    assert upload(make_wheel("acme-web")).status_code == 429


def test_so_many_a_day_and_no_more(upload, ann, time_machine):
    declare(ann)
    for name in ("core", "web", "cli"):
        assert upload(make_wheel(f"acme-{name}")).status_code == 200
    refused = upload(make_wheel("acme-more"))
    assert refused.status_code == 429
    assert "2 of declared families within a day" in refused.reason_phrase
    assert "families/" not in refused.reason_phrase
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert upload(make_wheel("acme-more")).content == b"Published.\n", "the hourly number is as ever"
    assert upload(make_wheel("acme-even-more")).status_code == 429
    time_machine.move_to(timezone.now() + timedelta(hours=23))
    assert upload(make_wheel("acme-later")).content == b"Published.\n"
    assert upload(make_wheel("acme-last")).content.startswith(b"WARNING")


def test_a_failed_attempt_is_charged_nowhere(upload, ann):
    declare(ann)
    upload(make_wheel("acme-core"))
    for _ in range(3):
        assert upload(make_wheel("acme-web"), sha256_digest="0" * 64).status_code == 400
    assert not FamilyProject.objects.exists()
    assert [upload(make_wheel(f"acme-{name}")).status_code for name in ("web", "cli", "gui")] == [
        200,
        200,
        429,
    ]


def test_an_index_may_take_none(upload, ann, settings):
    settings.FAMILY_PROJECTS_A_DAY = 0
    declare(ann)
    upload(make_wheel("acme-core"))
    refused = upload(make_wheel("acme-web"))
    assert refused.status_code == 429
    assert "families" not in refused.reason_phrase


def test_who_has_no_limit_is_held_for_nothing(upload, ann):
    declare(ann)
    User.objects.update(granted_standing="trusted")
    for name in ("core", "web"):
        assert upload(make_wheel(f"acme-{name}")).content == b"Published.\n"
    assert not FamilyProject.objects.exists()


@pytest.mark.parametrize("how", ["ended", "withdrawn", "spam"])
def test_a_declaration_that_is_not_in_force_lets_nothing_in(upload, ann, how):
    family = declare(ann, now=timezone.now() - families.IN_FORCE_FOR) if how == "ended" else declare(ann)
    if how == "withdrawn":
        families.withdraw(family=family, now=timezone.now())
    if how == "spam":
        User.objects.update(spam_verdicts=1)
    upload(make_wheel("acme-core"))
    assert upload(make_wheel("acme-web")).status_code == 429


# What a moderator sees


def test_the_cases_say_which_family_and_one_decision_is_for_all(client, upload, ann):
    declare(ann)
    for name in ("core", "web", "cli"):
        upload(make_wheel(f"acme-{name}"))
    client.force_login(make_user("ada", is_staff=True))
    page = html.unescape(client.get("/moderation/queue/?word=acme&waits=review").content.decode())
    assert page.count("the declared family acme-") == 2
    assert REPOSITORY in page
    assert f'href="{REPOSITORY}' not in page
    waiting = Case.objects.exclude(review_reason="")
    form = {"case": [case.pk for case in waiting]} | {
        f"seen-{case.pk}": case.changed_at.isoformat() for case in waiting
    }
    client.post("/moderation/queue/ticked/not-spam/", form)
    assert Verdict.objects.count() == 2
    assert visible() == {"acme-core", "acme-web", "acme-cli"}


# Declaring


@pytest.mark.parametrize("typed", ["acme-", "Acme", "acme-*", "ACME_", " acme. "])
def test_a_prefix_has_one_spelling(client, ann, typed):
    client.force_login(ann)
    answer = client.post(
        PAGE, {"family_prefix": typed, "repository_url": "code.example/acme/packages"}, follow=True
    )
    assert Family.objects.get().prefix == "acme-"
    assert Family.objects.get().repository_url == REPOSITORY
    assert "acme- is in force until" in answer.content.decode()


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        ("abc-", "stands for too much"),
        ("a" * 51, "leaves no room"),
        ("acme corp", "letters, digits and hyphens"),
        ("*", "letters, digits and hyphens"),
        ("ac\u200bme-", "letters, digits and hyphens"),
        ("-acme", "letters, digits and hyphens"),
        ("django-", "what many people make"),
        ("Python", "what many people make"),
        ("internet-", "what many people make"),
        ("asyncio-", "what many people make"),
        ("theirs-", "Others have names"),
        ("the1rs-", "Others have names"),
        ("sibling-", "Others have names"),
        ("declared-", "Others have names"),
        ("dec1ared-", "Others have names"),
        ("closed-", "may not be used"),
    ],
)
def test_a_prefix_that_is_nobody_s_own_is_refused_in_a_sentence_and_kept(client, ann, prefix, sentence):
    make_project("theirs")
    hidden = make_project("sibling-tool", listed=False)
    declare(make_user("bea"), "declared-")
    prohibited_names.prohibit(text="closed*", reason="a trap", actor="ada", now=timezone.now())
    client.force_login(ann)
    answer = client.post(PAGE, {"family_prefix": prefix, "repository_url": REPOSITORY})
    assert answer.status_code == 400
    page = html.unescape(answer.content.decode())
    assert sentence in page
    assert f'value="{prefix.strip()}"' in page
    assert hidden.name not in page
    assert not Family.objects.filter(user=ann).exists()


def test_one_s_own_projects_and_a_removed_one_are_in_nobody_s_way(ann):
    make_project("acme-core", owner=ann)
    gone = make_project("acme-old")
    lifecycle.remove(project=gone, actor="ada", reason="spam", now=timezone.now())
    assert declare(ann)


@pytest.mark.parametrize(
    "url",
    [
        "http://code.example/acme",
        "https://code.example",
        "https://code.example/",
        "ftp://code.example/x",
        "javascript:alert(1)",
        "https://user:pass@code.example/acme",
        'https://code.example/"><script>',
        "https://code.example/" + "a" * 200,
        "",
    ],
)
def test_a_repository_is_a_page_on_https(client, ann, url):
    client.force_login(ann)
    answer = client.post(PAGE, {"family_prefix": "acme-", "repository_url": url})
    assert answer.status_code == 400
    assert "<script>" not in answer.content.decode()
    assert not Family.objects.exists()


def test_who_may_not_declare_is_told_what_to_do_first(ann):
    with pytest.raises(NotDeclared, match="verify yours first"):
        declare(make_user(is_verified=False))
    with pytest.raises(NotDeclared, match="ask for a review"):
        declare(make_user(spam_verdicts=1))
    for number in range(families.MOST_IN_FORCE):
        declare(ann, f"acme{number}-")
    with pytest.raises(NotDeclared, match="withdraw one"):
        declare(ann, "acme-six-")


def test_a_second_declaration_is_refused_until_the_first_has_ended(ann):
    now = timezone.now()
    declare(ann, now=now - families.IN_FORCE_FOR - timedelta(days=1))
    declare(ann, now=now)
    with pytest.raises(NotDeclared, match="You have declared"):
        declare(ann, now=now)
    assert Family.objects.in_force(now).count() == 1


def test_withdrawing_is_for_its_owner(client, ann):
    family = declare(ann)
    client.force_login(make_user("bea"))
    assert client.post(f"{PAGE}{family.pk}/withdraw/").status_code == 404
    client.force_login(ann)
    client.post(f"{PAGE}{family.pk}/withdraw/")
    assert not Family.objects.in_force(timezone.now()).exists()
    assert "You have declared none" in client.get(PAGE).content.decode()


def test_the_page_counts_what_was_taken(client, upload, ann):
    declare(ann)
    for name in ("core", "web"):
        upload(make_wheel(f"acme-{name}"))
    client.force_login(ann)
    page = client.get(PAGE).content.decode()
    assert 'data-label="Taken for review">1<' in page
    assert "1 of 2 projects were taken so within a day" in page
    assert PAGE in client.get("/manage/account/standing/").content.decode()


def test_an_upload_without_a_family_costs_three_queries_more_at_most(
    upload, ann, django_assert_max_num_queries
):
    make_token(ann)
    upload(make_wheel("first"))
    release = Release.objects.get()
    with django_assert_max_num_queries(3):
        families.note_if_beyond_measure(release.pk)


@pytest.mark.parametrize("prefix", ["acme", "Acme-", "-", "a--", ""])
def test_the_database_refuses_what_is_no_prefix(ann, prefix):
    with pytest.raises(IntegrityError), transaction.atomic():
        Family.objects.create(
            user=ann,
            prefix=prefix,
            confusable_key="x",
            repository_url=REPOSITORY,
            declared_at=timezone.now(),
            ends_at=timezone.now(),
        )
