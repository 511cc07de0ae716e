"""The queue page: `/moderation/queue/`."""

import re

import pytest
from django.utils import timezone

from accounts.models import User
from index.models import Project
from moderation.judging import verdicts
from moderation.judging.bulk import MAX_AT_ONCE
from moderation.models import Case, CaseTrait, Verdict
from moderation.queue import filters
from moderation.queue.filters import Chosen, Mode
from moderation.reporting import reports
from tests.factories import (
    NOW,
    make_case,
    make_file,
    make_project,
    make_release,
    make_role,
    make_user,
    scored,
)

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _no_sample(settings):
    settings.BLIND_SAMPLE_SHARE = 0.0


def page(client, query=""):
    return client.get(f"/moderation/queue/{query}").content.decode()


def names(html):
    return re.findall(r'id="case-\d+-name">\s*<a[^>]*><span class="project-name">([^<]+)<', html)


def judge(client, case, verdict="spam", seen=None, **more):
    seen = case.changed_at.isoformat() if seen is None else seen
    return client.post(
        f"/moderation/queue/{case.pk}/{verdict}/", {"seen": seen, **more}, follow=True
    ).content.decode()


def test_most_harm_first_with_the_reasons(client, ada):
    make_case("calm", 0.3)
    make_case("loud", 0.99)
    html = page(client)
    assert names(html) == ["loud", "calm"]
    assert "links to a shop" in html
    assert "surely spam" in html


def test_a_report_raises_a_project_and_shows_its_words_and_weight(client, ada):
    make_case("a", 0.6)
    case = make_case("b", 0.55)
    reports.file_report(
        reporter=make_user(), project=case.project, category="spam", text="It sells.", link="", now=NOW
    )
    html = page(client)
    assert names(html) == ["b", "a"]
    assert "It sells." in html
    assert "Counts 0.41" in html


def test_a_card_says_what_a_decision_needs(client, ada):
    eve = make_user("eve", granted_standing="newcomer")
    make_project("films-one", owner=eve, removed_at=NOW)
    make_case(
        "films-two",
        0.9,
        owner=eve,
        summary="Watch films.",
        description="Go to https://www.films.example/now",
        description_html='<h3 id="x">Films</h3><p>Go <a href="https://films.example">now</a><img src="x"></p>',
    )
    html = page(client)
    for words in ("Watch films.", "films.example", "films_two-1.0-py3-none-any.whl", "newcomer", "films-one"):
        assert words in html
    opening = html[html.index("queue-opening") : html.index('<dl class="facts"')]
    assert "<p>Films</p>" in opening
    assert "Go now" in opening
    assert "<a" not in opening
    assert "<img" not in opening


def test_a_card_tells_what_was_decided_on_the_same_text(client, ada):
    text = {"summary": "Watch films.", "description": "Free films for everybody, without a survey. " * 20}
    judge(client, make_case("films-1", 0.9, **text))
    make_case("films-2", 0.9, **text)
    html = page(client)
    assert "spam 1 time" in html
    assert "Decided on look-alikes" in html
    assert "100% the same" in html


def test_one_click_judges_and_the_card_is_gone(client, ada):
    html = judge(client, make_case("films", 0.9))
    assert "films is removed" in html
    assert Project.objects.visible().count() == 0
    assert Verdict.objects.get().moderator == ada
    judge(client, make_case("tides", 0.5), "not-spam")
    assert Project.objects.listed().get().name == "tides"


def test_one_click_undoes_it(client, ada):
    judge(client, make_case("films", 0.9))
    client.post(f"/moderation/verdicts/{Verdict.objects.get().pk}/undo/")
    assert Project.objects.visible().get().name == "films"


def test_undoing_the_last_act_undoes_one_s_own_alone(client, ada):
    bea = make_user("bea", is_staff=True)
    judge(client, make_case("films", 0.9))
    other = make_case("more", 0.9)
    verdicts.decide(case=other, decision=Verdict.Decision.SPAM, moderator=bea, now=timezone.now())
    answer = client.post("/moderation/verdicts/undo-last/", headers=JSON).json()
    assert "films is undone" in answer["said"]
    assert names(answer["cards"]) == ["films"]
    again = client.post("/moderation/verdicts/undo-last/", headers=JSON).json()
    assert again["said"].startswith("There is no verdict of yours")
    assert Project.objects.visible().get().name == "films"


def test_an_act_of_hours_ago_is_not_undone_by_a_key(client, ada):
    case = make_case("films", 0.9)
    verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=ada, now=NOW)
    client.post("/moderation/verdicts/undo-last/")
    assert not Project.objects.visible().exists()


def test_after_a_verdict_one_is_where_one_was(client, ada):
    case = make_case("films-1", 0.9)
    make_case("films-2", 0.9)
    make_case("tides", 0.9)
    html = judge(client, case, back="word=films&next=//evil.example")
    assert names(html) == ["films-2"]
    assert "evil" not in html


@pytest.mark.parametrize("seen", ["", "rubbish", "2020-13-45T99:00:00", "2026-02-17T19:22:00"])
def test_a_form_that_says_not_what_was_seen_judges_nothing(client, ada, seen):
    assert "look again" in judge(client, make_case("films", 0.9), seen=seen)
    assert not Verdict.objects.exists()


def test_hostile_text_is_inert_in_the_console(client, ada):
    hostile = "<script>alert(1)</script>"
    case = make_case("films", 0.9, summary=hostile, description=hostile)
    scored(case.score.release, 0.9, reasons=[{"text": hostile, "weight": 1.0}])
    reports.file_report(
        reporter=make_user(), project=case.project, category="spam", text=hostile, link="", now=NOW
    )
    assert hostile not in page(client)


def test_judging_is_for_staff_and_freezing_is_offered_to_who_may(client, ada):
    case = make_case("films", 0.9, owner=make_user("eve", granted_standing="established"))
    assert "spam-and-freeze" in page(client)
    client.force_login(make_user("mod", is_staff=True, role=User.Role.MODERATOR))
    html = page(client)
    assert "spam-and-freeze" not in html
    assert "only an admin freezes" in html
    client.force_login(make_user())
    assert client.post(f"/moderation/queue/{case.pk}/spam/").status_code == 403
    assert not Verdict.objects.exists()


def test_an_auditor_sees_cards_without_buttons(client):
    make_case("films", 0.9)
    client.force_login(make_user("aud", is_staff=True, role=User.Role.AUDITOR))
    html = page(client)
    assert names(html) == ["films"]
    assert "data-judge" not in html


def test_the_page_costs_the_same_number_of_queries_at_any_length(client, ada, django_assert_max_num_queries):
    page(client)
    for n in range(20):
        case = make_case(f"p{n}", 0.3 + n / 30, owner=make_user(f"o{n}"), summary=f"Sorts {n} tides.")
        make_role(case.project, make_user(), kind="owner")
        make_file(make_release(case.project, "2.0"))
    with django_assert_max_num_queries(50):  # about one a card for look-alikes, by bounded look-ups
        page(client)


def test_an_empty_queue_says_so(client, ada):
    assert "Nothing waits" in page(client)
    assert not Case.objects.exists()


class TestModes:
    def test_learn_shows_the_most_uncertain_first(self, client, ada):
        for name, probability in (("sure", 0.99), ("unsure", 0.52), ("likely", 0.8)):
            make_case(name, probability)
        assert names(page(client)) == ["sure", "likely", "unsure"]
        assert names(page(client, "?mode=learn")) == ["unsure", "likely", "sure"]

    def test_a_blind_sample_is_shown_to_learn_from_alone_and_without_its_score(self, client, ada, settings):
        settings.BLIND_SAMPLE_SHARE = 1.0
        case = make_case("calm", 0.0123)
        assert "calm" not in names(page(client))
        html = page(client, "?mode=learn")
        assert names(html) == ["calm"]
        for given_away in ("0.01", "likely honest", "links to a shop", "Speaks for"):
            assert given_away not in html
        assert "links to a shop" not in page(client, f"{case.pk}/")


class TestTraits:
    @pytest.fixture(autouse=True)
    def _cases(self):
        ann = make_user("ann")
        make_case("films-1", 0.9, owner=ann, description="https://films.example/a")
        make_case("films-2", 0.5, description="https://films.example/b", summary="Other words.")
        case = make_case("tides", 0.97, owner=ann, description="https://tides.example")
        reports.file_report(
            reporter=make_user(), project=case.project, category="malware", text="x", link="", now=NOW
        )

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("owner=ann", ["tides", "films-1"]),
            ("host=films.example", ["films-1", "films-2"]),
            ("host=films.example&owner=ann", ["films-1"]),
            ("word=films", ["films-1", "films-2"]),
            ("score=unsure", ["films-2"]),
            ("report=malware", ["tides"]),
            ("word=films&score=unsure", ["films-2"]),
            ("files=wheel", ["tides", "films-1", "films-2"]),
            ("state=not+listed&standing=newcomer", ["tides", "films-1", "films-2"]),
            ("word=nothing", []),
            ("word=%00", ["tides", "films-1", "films-2"]),
            ("unknown=1", ["tides", "films-1", "films-2"]),
        ],
    )
    @pytest.mark.parametrize("mode", ["", "&mode=learn"])
    def test_each_narrows_the_queue_in_both_modes(self, client, ada, query, found, mode):
        assert set(names(page(client, f"?{query}{mode}"))) == set(found)
        if not mode:
            assert names(page(client, f"?{query}")) == found

    def test_every_trait_on_a_card_leads_to_a_queue_that_has_the_card(self, client, ada):
        html = page(client)
        links = set(re.findall(r'href="(/moderation/queue/\?[^"]*=[^"]*)"', html))
        assert len(links) > 8
        for link in links:
            assert names(client.get(link.replace("&amp;", "&")).content.decode()), link

    def test_a_settled_case_has_none_and_an_undone_one_has_them_again(self, client, ada):
        case = Case.objects.get(project__name="films-1")
        judge(client, case)
        assert names(page(client, "?word=films")) == ["films-2"]
        assert not CaseTrait.objects.filter(case=case).exists()
        client.post("/moderation/verdicts/undo-last/")
        assert names(page(client, "?word=films")) == ["films-1", "films-2"]

    def test_held_and_freed_are_told_by_the_state(self, client, ada, settings):
        settings.HOLD_ABOVE = 0.8
        make_case("held-one", 0.99)
        assert names(page(client, "?state=held")) == ["held-one"]


class TestPages:
    @pytest.fixture(autouse=True)
    def _many(self, monkeypatch):
        monkeypatch.setattr(filters, "PAGE_SIZE", 3)
        for n in range(8):
            make_case(f"films-{n}", 0.3 + n / 20)

    @pytest.mark.parametrize("query", ["", "word=films", "mode=learn", "mode=learn&word=films"])
    def test_they_show_each_case_once_also_when_cards_go_meanwhile(self, client, ada, query):
        seen, after = [], f"?{query}"
        while after:
            answer = client.get(f"/moderation/queue/{after}", headers=JSON).json()
            shown = names(answer["cards"])
            seen += shown
            judge(client, Case.objects.get(project__name=shown[-1]))
            after = answer["next"] and f"?{answer['next']}"
        assert sorted(seen) == [f"films-{n}" for n in range(8)]

    def test_a_place_that_is_none_is_the_beginning(self, client, ada):
        for after in ("x", "1", "1,x", "nan,1", ",", "1e999,5"):
            assert client.get("/moderation/queue/", {"after": after}).status_code == 200

    def test_the_count_is_bounded(self, monkeypatch):
        assert filters.count(Chosen()) == (8, False)
        assert filters.count(Chosen(Mode.CLEAN, (("word", "films"),))) == (8, False)
        monkeypatch.setattr(filters, "COUNTED", 5)
        assert filters.count(Chosen()) == (5, True)


class TestTicked:
    def post(self, client, found, slug="spam", **more):
        form = {"case": [case.pk for case in found]}
        form |= {f"seen-{case.pk}": case.changed_at.isoformat() for case in found}
        return client.post(f"/moderation/queue/ticked/{slug}/", form | more, headers=JSON)

    def test_each_gets_a_verdict_and_one_undo_takes_all_back(self, client, ada):
        found = [make_case(f"films-{n}", 0.9) for n in range(3)]
        assert self.post(client, found).json() == {"said": "3 of 3 judged spam.", "refused": []}
        assert Verdict.objects.count() == 3
        assert not Project.objects.visible().exists()
        answer = client.post("/moderation/verdicts/undo-last/", headers=JSON).json()
        assert answer["said"].startswith("3 verdicts are undone")
        assert len(names(answer["cards"])) == 3
        assert Project.objects.visible().count() == 3

    def test_what_changed_is_refused_by_name_and_the_rest_judged(self, client, ada):
        found = [make_case(f"films-{n}", 0.9) for n in range(2)]
        reports.file_report(
            reporter=make_user("bea"),
            project=found[0].project,
            category="spam",
            text="x",
            link="",
            now=timezone.now(),
        )
        answer = self.post(client, found, "not-spam").json()
        assert answer["said"] == "1 of 2 judged not spam."
        (refused,) = answer["refused"]
        assert refused["pk"] == found[0].pk
        assert "new report by bea" in refused["said"]
        assert names(refused["card"]) == ["films-0"]

    def test_too_many_at_once_are_refused_whole(self, client, ada):
        form = {"case": range(1, MAX_AT_ONCE + 2)} | {
            f"seen-{pk}": NOW.isoformat() for pk in range(1, MAX_AT_ONCE + 2)
        }
        answer = client.post("/moderation/queue/ticked/spam/", form, headers=JSON)
        assert answer.status_code == 400
        assert "at most 100" in answer.json()["said"]

    @pytest.mark.parametrize("form", [{}, {"case": "x"}, {"case": "9" * 30}, {"case": "7", "seen-7": "x"}])
    def test_rubbish_judges_nothing(self, client, ada, form):
        answer = client.post("/moderation/queue/ticked/spam/", form, follow=True)
        assert "No card is ticked" in answer.content.decode()
