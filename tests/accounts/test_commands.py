"""`manage.py user`, `manage.py token`."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.api_tokens import tokens
from accounts.models import ApiToken, User
from accounts.standing import Standing
from tests.factories import PASSWORD, make_project, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db


def create_user(name="ada", *options):
    call_command("user", "create", name, "--email", f"{name}@example.com", "--password", PASSWORD, *options)


def test_user_create_makes_an_account_that_can_log_in(client, capsys):
    create_user()
    assert "ada is now an account" in capsys.readouterr().out
    assert client.login(username="ada", password=PASSWORD)
    assert not User.objects.get().has_verified_address


def test_user_create_makes_a_verified_trusted_admin(now):
    create_user("ada", "--verified", "--staff", "--standing", "trusted")
    user = User.objects.get()
    assert (user.is_staff, user.has_verified_address, user.standing(now)) == (True, True, Standing.TRUSTED)


def test_user_create_refuses_a_taken_name_in_one_sentence():
    make_user("Ada")
    with pytest.raises(CommandError):
        create_user("ada")
    assert User.objects.count() == 1


def test_user_create_refuses_a_weak_password():
    with pytest.raises(CommandError, match="too short"):
        call_command("user", "create", "ada", "--email", "ada@example.com", "--password", "short")


def test_token_create_prints_the_token_alone(capsys):
    user = make_user("ada")
    call_command("token", "create", "ada")
    printed = capsys.readouterr().out
    assert printed.endswith("\n")
    assert ApiToken.objects.get(user=user).digest == tokens.digest(printed.strip())


def test_token_create_scopes_to_a_project_of_that_user(capsys):
    user = make_user("ada")
    project = make_project("tides", owner=user)
    call_command("token", "create", "ada", "--project", "Tides")
    assert ApiToken.objects.get().scope.project == project


def test_token_create_takes_an_end_and_tells_the_owner_by_mail():
    make_user("ada")
    before = timezone.now()
    call_command("token", "create", "ada", "--expires", "30d")
    assert (
        timedelta(0) <= ApiToken.objects.get().expires_at - before - timedelta(days=30) < timedelta(minutes=1)
    )
    (message,) = delivered()
    assert "by a command" in message.body


@pytest.mark.parametrize(
    "arguments", [["nobody"], ["ada", "--project", "theirs"], ["ada", "--expires", "soon"]]
)
def test_token_create_refuses_in_one_sentence(arguments):
    make_user("ada")
    make_project("theirs")
    with pytest.raises(CommandError):
        call_command("token", "create", *arguments)
    assert not ApiToken.objects.exists()
