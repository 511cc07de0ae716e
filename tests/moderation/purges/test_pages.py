"""`/moderation/purges/` and `manage.py purge`: the whole round, who may, and what is refused."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from index.models import Project
from moderation.models import AuditEntry, Purge
from moderation.purges import run
from tests.factories import make_user
from tests.moderation.purges.wave import REASON, co_owner, confirmed, drafted, everything, make_wave, state

pytestmark = pytest.mark.django_db

MEMBERS = 9


@pytest.fixture
def ada(client):
    user = make_user("ada", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def wave():
    return make_wave()


def paste(client, lines, kind="accounts"):
    return client.post("/moderation/purges/draft/pasted/", {"lines": "\n".join(lines), "kind": kind})


def act(client, purge, name, **fields):
    return client.post(f"/moderation/purges/{purge.pk}/{name}/", fields, follow=True)


def test_the_whole_round_in_five_acts(client, ada, wave):
    before = everything()
    answer = paste(client, [user.username for user in wave[0]] + ["nobody", "ada"])
    purge = Purge.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert "films-spammer0-0" in page
    assert "unknown: no account has this name" in page
    assert "protected: staff" in page
    page = act(client, purge, "confirm", typed=str(MEMBERS), reason=REASON).content.decode()
    assert "has begun" in page
    run.work(purge.pk)
    assert client.get("/simple/films-spammer0-0/").status_code == 404
    assert "9 of 9 gone" in client.get(f"/moderation/purges/{purge.pk}/").content.decode()
    act(client, purge, "undo")
    run.work(purge.pk)
    assert "9 of 9 back" in client.get(f"/moderation/purges/{purge.pk}/").content.decode()
    after = everything()
    assert {table for table in before if before[table] != after[table]} <= {
        "accounts.user",
        "sessions.session",
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"typed": "8", "reason": REASON}, "9 members are ticked, which is not what you typed"),
        ({"typed": "nine", "reason": REASON}, "9 members are ticked"),
        ({"typed": "9", "reason": "spam"}, "10 characters or more"),
        ({"typed": "", "reason": ""}, "This field is required"),
        ({"typed": "9\0", "reason": REASON}, "Null characters"),
    ],
)
def test_without_the_count_and_a_reason_nothing_starts(client, ada, wave, fields, sentence):
    purge = drafted(wave[0])
    answer = client.post(f"/moderation/purges/{purge.pk}/confirm/", fields)
    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert state(purge) == Purge.State.DRAFT


def test_nothing_ticked_cannot_be_confirmed(client, ada, wave):
    purge = drafted(wave[0])
    for members in ("projects", "accounts"):
        act(client, purge, f"untick-all/{members}")
    answer = act(client, purge, "confirm", typed="0", reason=REASON)
    assert "Nothing is ticked" in answer.content.decode()
    assert state(purge) == Purge.State.DRAFT


def test_above_the_limit_another_admin_must_agree(client, ada, wave, settings):
    settings.PURGE_REACH_LIMIT = 8
    purge = drafted(wave[0])
    act(client, purge, "confirm", typed="9", reason=REASON)
    run.work(purge.pk)
    assert Project.objects.visible().count() == 6
    assert "another admin must agree" in act(client, purge, "agree").content.decode()
    run.work(purge.pk)
    assert Project.objects.visible().count() == 6
    eve = make_user("eve", is_staff=True, is_superuser=True)
    client.force_login(eve)
    assert "Agree, and start" in client.get(f"/moderation/purges/{purge.pk}/").content.decode()
    act(client, purge, "agree")
    run.work(purge.pk)
    assert not Project.objects.visible().exists()


def test_stopping_and_going_on_does_not_get_around_the_second_admin(client, ada, wave, settings):
    settings.PURGE_REACH_LIMIT = 8
    purge = confirmed(drafted(wave[0]))
    act(client, purge, "stop")
    act(client, purge, "resume")
    run.work(purge.pk)
    assert Project.objects.visible().count() == 6


def test_ticks_of_one_page_are_kept(client, ada, wave):
    purge = drafted(wave[0])
    first, second = purge.projects.order_by("pk")[:2]
    act(client, purge, "tick/projects", shown=[first.pk, second.pk, "x"], ticked=[second.pk])
    assert list(purge.projects.filter(ticked=False)) == [first]
    act(client, purge, "tick-all/projects")
    assert not purge.projects.filter(ticked=False).exists()


def test_doubts_are_shown_first_and_in_red(client, ada, wave):
    co_owner(wave[1][-1])
    purge = drafted(wave[0])
    page = client.get(f"/moderation/purges/{purge.pk}/").content.decode()
    assert page.index(wave[1][-1].name) < page.index(wave[1][0].name)
    assert '<span class="badge bad">Also owned by bea, not in the selection.</span>' in page
    only = client.get(f"/moderation/purges/{purge.pk}/?only=unticked").content.decode()
    assert wave[1][0].name not in only


def test_the_bar_asks_again_while_it_runs_and_reloads_the_page_at_the_end(client, ada, wave):
    purge = confirmed(drafted(wave[0]))
    address = f"/moderation/purges/{purge.pk}/progress/"
    running = client.get(address)
    assert "hx-get" in running.content.decode()
    assert "HX-Refresh" not in running.headers
    run.work(purge.pk)
    assert client.get(address)["HX-Refresh"] == "true"


@pytest.mark.parametrize("name", ["confirm", "stop", "resume", "agree"])
def test_what_does_not_fit_the_state_is_refused_in_a_sentence(client, ada, wave, name):
    purge = drafted(wave[0])
    act(client, purge, "undo")
    answer = act(client, purge, name, typed="9", reason=REASON)
    assert answer.status_code in (200, 400)
    assert state(purge) == Purge.State.UNDONE


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("pasted", {"lines": "nobody", "kind": "accounts"}),
        ("pasted", {"lines": "", "kind": "accounts"}),
        ("pasted", {"lines": "a", "kind": "all"}),
        ("filtered", {}),
        ("filtered", {"name": "nothing-like-it"}),
        ("filtered", {"addresses": "300.1.1.1"}),
        ("filtered", {"joined_from": "soon"}),
    ],
)
def test_a_selection_of_nothing_is_refused_and_keeps_what_was_typed(client, ada, wave, path, fields):
    answer = client.post(f"/moderation/purges/draft/{path}/", fields)
    assert answer.status_code == 400
    for typed in fields.values():
        assert typed in answer.content.decode()
    assert not Purge.objects.exists()


def test_a_page_of_many_members_takes_a_fixed_number_of_queries(client, ada, django_assert_max_num_queries):
    users, _ = make_wave(accounts=10, projects=4)
    purge = drafted(users)
    with django_assert_max_num_queries(30):
        client.get(f"/moderation/purges/{purge.pk}/")


def routes():
    patterns = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    return sorted(name for name in patterns if "/purges/" in address(name))


def address(name):
    kwargs = {"pk": 1, "members": "projects"}
    wanted = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    return reverse(name, kwargs={key: kwargs[key] for key in wanted}) if set(wanted) <= set(kwargs) else ""


def test_every_page_and_act_is_for_admins_alone(client, wave):
    purge = drafted(wave[0])
    before = everything()
    names = routes()
    assert len(names) == 14
    for user in (make_user(), make_user(is_staff=True, role=User.Role.MODERATOR)):
        client.force_login(user)
        for name in names:
            path = address(name).replace("/1/", f"/{purge.pk}/")
            assert {client.get(path).status_code, client.post(path).status_code} <= {403, 405}, name
    assert (state(purge), AuditEntry.objects.count()) == (Purge.State.DRAFT, 1)
    assert everything()["index.project"] == before["index.project"]


def test_every_act_takes_a_post_with_a_token_alone(client, ada, wave):
    purge = drafted(wave[0])
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    for name in ("confirm", "agree", "stop", "resume", "undo", "tick/projects", "tick-all/projects"):
        assert client.get(f"/moderation/purges/{purge.pk}/{name}/").status_code == 405
        assert strict.post(f"/moderation/purges/{purge.pk}/{name}/").status_code == 403
    assert state(purge) == Purge.State.DRAFT


@pytest.mark.parametrize("path", ["999/", "1/tick/all/", "999/confirm/", "99999999999999999999/"])
def test_what_does_not_exist_is_404(client, ada, path):
    assert client.get(f"/moderation/purges/{path}").status_code in (404, 405)
    assert client.post(f"/moderation/purges/{path}").status_code in (404, 405)


def test_the_command_does_the_same_round(wave, tmp_path, capsys):
    names = tmp_path / "names"
    names.write_text("\n".join(user.username for user in wave[0]))
    call_command("purge", "draft", "--users", str(names))
    number = re.search(r"Purge (\d+) is draft", capsys.readouterr().out)[1]
    with pytest.raises(CommandError, match="9 members"):
        call_command("purge", "confirm", number, "--count", "7", "--reason", REASON)
    call_command("purge", "confirm", number, "--count", "9", "--reason", REASON)
    run.work(int(number))
    call_command("purge", "status", number)
    assert "is removed: 9 of 9" in capsys.readouterr().out
    call_command("purge", "undo", number, "--reason", "it was wrong")
    run.work(int(number))
    assert Project.objects.visible().count() == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ["draft"],
        ["draft", "--users", "/no/such/file"],
        ["draft", "--joined-from", "soon"],
        ["draft", "--addresses", "x"],
        ["status", "999"],
    ],
)
def test_the_command_refuses_in_one_sentence(arguments):
    with pytest.raises(CommandError, match=r"\.$"):
        call_command("purge", *arguments)
    assert not Purge.objects.exists()


def test_the_console_leads_there(client, ada):
    assert "/moderation/purges/" in client.get("/moderation/").content.decode()
    client.force_login(make_user(is_staff=True, role=User.Role.MODERATOR))
    assert "/moderation/purges/" not in client.get("/moderation/").content.decode()
