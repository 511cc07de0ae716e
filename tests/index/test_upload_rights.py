"""`POST /legacy/`: who may upload, to which names, and while which switches are off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import freezing
from accounts.api_tokens import api_tokens
from accounts.models import LoginFailures
from index.models import ProhibitedName, Project
from moderation import flags
from moderation.models import Flag
from tests.distributions import make_wheel
from tests.factories import NOW, PASSWORD, make_project, make_token, make_user
from tests.index.conftest import authorization
from tests.index.uploading import assert_refused

pytestmark = pytest.mark.django_db


def test_without_credentials_the_sentence_says_how(upload):
    assert_refused(upload(headers={}), 403, "API token", "/help/#api-token")


def test_an_unknown_token_is_refused(upload):
    from accounts.api_tokens import tokens

    assert_refused(upload(token=tokens.mint()), 403, "unknown, expired or revoked")


def test_a_mistyped_token_is_told_apart_without_a_look_up(upload, token, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = upload(token=token[:-1])
    assert_refused(answer, 403, "no complete API token")


@pytest.mark.parametrize("password", [PASSWORD, "hunter2"])
@pytest.mark.parametrize("username", ["ann", "ann@example.com", "nobody"])
def test_a_password_is_refused_unseen_with_the_way_to_a_token(
    upload, username, password, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = upload(token=password, username=username)
    assert_refused(answer, 403, "__token__", "http://127.0.0.1:8000/manage/account/token/")
    assert not LoginFailures.objects.exists()


@pytest.mark.parametrize(
    "header", ["Basic \xff\xfe", "Basic", "Bearer x", "Basic " + "=" * 9, "Basic X1/tX2", "\xff"]
)
def test_no_authorization_header_is_an_error_of_the_server(upload, header):
    assert_refused(upload(headers={"authorization": header}), 403, "API token")


def test_broken_credentials_are_refused(upload):
    for header in ("Basic !!!", "Basic", "Bearer x", "Basic " + "/" * 99):
        assert_refused(upload(headers={"authorization": header}), 403, "API token")


def test_a_revoked_token_is_refused_at_once(upload, ann):
    row, text = make_token(ann)
    api_tokens.revoke(token=row, now=NOW)
    assert_refused(upload(token=text), 403, "revoked")


def test_a_token_of_a_frozen_account_is_refused_at_once_and_good_again_after(upload, ann):
    freezing.freeze(user=ann, actor="ada", reason="spam", now=NOW)
    assert_refused(upload(), 403, "unknown, expired or revoked")
    freezing.unfreeze(user=ann, actor="ada", reason="a mistake", now=NOW)
    assert upload().status_code == 200


@pytest.mark.parametrize("username", ["ann", "eve", "__TOKEN__", "__token__ "])
def test_a_token_under_another_user_name_is_refused(upload, username):
    make_user("eve")
    assert_refused(upload(username=username), 403, "API token")


def test_a_token_s_project_is_its_row_whatever_is_spelt_like_it(upload, ann):
    project = make_project("Sample.Project", owner=ann)
    _, text = make_token(ann, project)
    assert upload(make_wheel("sample_project"), token=text).status_code == 200
    make_project("sample-projects", owner=ann)
    answer = upload(make_wheel("sample_projects"), token=text)
    assert (answer.status_code, "not for the project sample-projects" in answer.reason_phrase) == (403, True)


def test_an_expired_token_is_told_so_to_who_holds_it_and_is_not_counted_as_a_guess(upload, ann):
    _, text = make_token(ann, expires_at=timezone.now() - timedelta(days=1))
    for _ in range(40):
        answer = upload(token=text)
    assert_refused(answer, 403, "expired on", "make a new one at http://127.0.0.1:8000/manage/account/token/")


@pytest.mark.parametrize("ended", ["revoked", "frozen"])
def test_what_else_ended_an_expired_token_is_not_told(upload, ann, ended):
    row, text = make_token(ann, expires_at=timezone.now() - timedelta(days=1))
    if ended == "revoked":
        api_tokens.revoke(token=row, now=NOW)
    else:
        freezing.freeze(user=ann, actor="ada", reason="stolen", now=NOW)
    assert_refused(upload(token=text), 403, "unknown, expired or revoked")


def test_a_use_is_noted_once_a_minute_with_its_address(client, upload, ann, time_machine):
    time_machine.move_to(NOW, tick=False)
    row, text = make_token(ann)

    def use(address):
        client.defaults["REMOTE_ADDR"] = address
        upload(token=text)
        row.refresh_from_db()
        return row.last_used_at, row.last_used_from

    assert use("192.0.2.1") == (NOW, "192.0.2.1")
    time_machine.shift(59)
    assert use("192.0.2.2") == (NOW, "192.0.2.1")
    time_machine.shift(2)
    assert use("2001:db8::7") == (NOW + timedelta(seconds=61), "2001:db8::7")


def test_a_token_is_one_look_up_and_a_use_that_is_noted_already_writes_nothing(
    upload, token, django_assert_max_num_queries
):
    upload(token=token)
    with django_assert_max_num_queries(1):
        api_tokens.authenticate(authorization(token), now=timezone.now())


def test_a_session_does_not_upload(client, upload, ann):
    client.force_login(ann)
    assert_refused(upload(headers={}), 403, "API token")


def test_a_token_of_another_project_is_refused(upload, ann):
    _, text = make_token(ann, make_project("other", owner=ann))
    make_project("sampleproject", owner=ann)
    assert_refused(upload(token=text), 403, "not for the project sampleproject")


def test_a_token_of_a_project_creates_no_other(upload, ann):
    _, text = make_token(ann, make_project("other", owner=ann))
    assert_refused(upload(token=text), 403, "not for the project")
    assert Project.objects.count() == 1


def test_a_token_of_the_project_uploads_to_it(upload, ann):
    _, text = make_token(ann, make_project("sampleproject", owner=ann))
    assert upload(token=text).status_code == 200


def test_a_stranger_s_project_is_refused(upload):
    make_project("sampleproject")
    assert_refused(upload(), 403, "may not upload to sampleproject")


def test_a_removed_project_keeps_its_name_and_tells_a_stranger_nothing(upload):
    make_project("sampleproject", removed_at=NOW)
    removed = upload()
    assert_refused(removed, 403, "may not upload to sampleproject")


def test_permission_is_settled_before_the_state_of_the_address(client, upload):
    """What a stranger hears of another's project does not depend on the stranger's mail."""
    make_project("sampleproject")
    _, text = make_token(make_user("eve", is_verified=False))
    assert_refused(upload(token=text), 403, "may not upload to sampleproject")


def test_a_new_project_needs_a_verified_address(client, upload):
    eve = make_user("eve", is_verified=False)
    _, text = make_token(eve)
    assert_refused(upload(token=text), 403, "verified e-mail address", "/help/#verified-email")
    eve.emailaddress_set.update(verified=True)
    assert upload(token=text).status_code == 200


def test_an_existing_project_takes_releases_without_a_verified_address(upload):
    eve = make_user("eve", is_verified=False)
    make_project("sampleproject", owner=eve)
    _, text = make_token(eve)
    assert upload(token=text).status_code == 200


# Switches


def turn_on(id_):
    flags.set_flag(id_=id_, enabled=True, actor="ada", reason="a wave", notice="We rest.", now=NOW)


def test_new_projects_are_refused_while_the_switch_is_on_and_existing_ones_are_not(upload, ann):
    turn_on(Flag.Id.NO_NEW_PROJECTS)
    assert_refused(upload(), 403, "New projects cannot be made", "We rest.", "/help/#admin-intervention")
    make_project("sampleproject", owner=ann)
    assert upload().status_code == 200


@pytest.mark.parametrize("flag", [Flag.Id.NO_UPLOADS, Flag.Id.READ_ONLY])
def test_uploads_are_refused_while_the_switch_is_on(upload, ann, flag):
    make_project("sampleproject", owner=ann)
    turn_on(flag)
    assert_refused(upload(), 403, "Uploads are closed", "We rest.")


def test_a_refusal_says_when_to_try_again(upload):
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    flags.set_flag(
        id_=Flag.Id.NO_UPLOADS,
        enabled=True,
        actor="ada",
        reason="r",
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    assert 3500 <= int(upload()["Retry-After"]) <= 3600


# Names


@pytest.mark.parametrize("name", ["json", "os"])
def test_names_of_the_standard_library_are_refused(upload, name):
    assert_refused(upload(make_wheel(name)), 400, "may not be used")


def test_prohibited_names_are_refused(upload):
    ProhibitedName.objects.create(normalized_name="sampleproject", reason="r", created_at=NOW)
    assert_refused(upload(), 400, "may not be used")


def test_a_name_that_looks_like_another_is_refused_naming_it(upload):
    make_project("sample-pr0ject")
    assert_refused(upload(), 400, "too similar to the existing project sample-pr0ject")
