"""A small wave of spam beside honest projects, and everything that a purge may touch."""

from django.apps import apps
from django.utils import timezone

from index.models import Role
from moderation.models import Purge
from moderation.purges import confirm, draft, selection
from moderation.reporting import reports
from tests.factories import (
    NOW,
    make_file,
    make_project,
    make_release,
    make_role,
    make_token,
    make_user,
    score,
)

REASON = "a wave of film spam"
# What an act may leave behind: its own records, and what tells readers that something has changed.
OWN = {
    "accounts.accountevent",
    "moderation.auditentry",
    "moderation.purge",
    "moderation.purgedproject",
    "moderation.purgedaccount",
    "moderation.purgeletter",
    "index.journalentry",
    "index.searchentry",
}
OWN_COLUMNS = {"index.project": {"last_serial", "changed_second", "search_serial"}}


def make_wave(accounts=3, projects=2, *, with_scores=False):
    """Spammers, each with projects; two of them reported, and tokens of every kind."""
    users = [make_user(f"spammer{number}", honest_verdicts=0) for number in range(accounts)]
    made = []
    for user in users:
        make_token(user)
        for number in range(projects):
            project = make_project(f"films-{user.username}-{number}", owner=user)
            release = make_release(project, summary="Watch films free.")
            make_file(release)
            if with_scores:
                score(release)
            make_token(user, project)
            made.append(project)
    reader = make_user("reader")
    for project in made[:2]:
        reports.file_report(reporter=reader, project=project, category="spam", text="x", link="", now=NOW)
    return users, made


def make_honest():
    """A project of somebody else, with a maintainer."""
    project = make_project("tide-tables", owner=make_user("honest"))
    make_file(make_release(project))
    make_role(project, make_user("helper"))
    return project


def drafted(users, actor="ada"):
    selected = selection.by_usernames([user.username for user in users])
    return draft.draft(selected=selected, title="films", actor=actor, now=NOW)


def confirmed(purge, actor="ada", *, labels_spam=False):
    count = purge.projects.to_do().count() + purge.accounts.to_do().count()
    return confirm.confirm(
        purge=purge, typed=str(count), reason=REASON, labels_spam=labels_spam, actor=actor, now=timezone.now()
    )


def everything():
    """Every row of every table that a purge is not meant to write for itself."""
    dump = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label in OWN:
            continue
        left_out = OWN_COLUMNS.get(label, set())
        columns = [field.attname for field in model._meta.concrete_fields if field.name not in left_out]
        dump[label] = list(model._default_manager.order_by("pk").values(*columns))
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            dump[through._meta.label_lower] = list(through._default_manager.order_by("pk").values())
    return dump


def state(purge):
    return Purge.objects.get(pk=purge.pk).state


def co_owner(project, username="bea"):
    user = make_user(username)
    make_role(project, user, Role.Kind.OWNER)
    return user
