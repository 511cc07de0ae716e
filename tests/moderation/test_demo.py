"""`manage.py demo`."""

import re
from random import Random

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.standing import Standing
from classifier.models import PendingScore, Score
from index.models import DistributionFile, JournalEntry, Project, Release
from moderation import flags
from moderation.demo import cast, distributions, grammar, wave
from moderation.demo.story import HONEST, events_of_the_story
from moderation.models import Flag, Report, Verdict
from moderation.queue.cases import open_cases
from tests.factories import make_project, make_user

PASSWORD = "a lantern over an arch"
RESERVED_HOST = re.compile(r"https?://(?:[\w-]+\.)*example\.(?:com|net|org)(?![\w.-])")


def demo(*options):
    call_command("demo", "--password", PASSWORD, *options)


def rows():
    return {model: model.objects.count() for model in apps.get_models()}


def names(projects):
    return set(projects.values_list("name", flat=True))


@pytest.fixture
def spam_names():
    return {project.name for project in wave.wave()}


@pytest.mark.django_db
def test_the_demo_fills_the_index_through_every_verb(client, capsys):
    demo()
    said = capsys.readouterr().out
    assert "84 projects of 32 accounts" in said
    assert PASSWORD in said
    assert client.login(username=cast.ADMIN, password=PASSWORD)
    assert User.objects.get(username=cast.ADMIN).is_staff
    assert {user.standing() for user in User.objects.all()} == set(Standing)
    assert Project.objects.owned_by(User.objects.get(username=cast.USER)).count() == 5
    assert Project.objects.get(status=Project.Status.ARCHIVED).name == "parcelbox"
    assert str(Release.objects.exclude(yanked_at=None).get()) == "cachewell 1.2.0"
    assert {file.kind for file in DistributionFile.objects.all()} == {"sdist", "bdist_wheel"}
    assert "<dt>1.4</dt>" in Release.objects.get(project__name="almanach", version="1.4").description_html
    assert "<table" in Release.objects.get(project__name="tidelog", version="3.1.0").description_html
    assert not PendingScore.objects.exists()
    assert Score.objects.count() == Release.objects.count()
    assert {verdict.decision for verdict in Verdict.objects.all()} == set(Verdict.Decision)
    assert {report.outcome for report in Report.objects.all()} == {"", "upheld", "dismissed"}
    _lies_in_the_past_and_in_order()


def _lies_in_the_past_and_in_order():
    now = timezone.now()
    entries = JournalEntry.objects.exclude(actor="triage").order_by("id")
    times = list(entries.values_list("at", flat=True))
    assert times == sorted(times)
    assert max(times) < now
    assert (now - times[0]).days > 365
    for file in DistributionFile.objects.select_related("uploader"):
        assert file.uploader.date_joined < file.uploaded_at < now


@pytest.mark.django_db
def test_the_wave_is_above_the_honest_projects_and_unlisted(client, spam_names):
    """Measured: all 42 of the wave are above all honest ones; 0.79 is the least of them, 0.67 the most of the others."""
    demo()
    queue = [case.project.name for case in open_cases()]
    assert len(spam_names & set(queue[: len(spam_names)])) >= 0.9 * len(spam_names)
    assert len(spam_names & names(Project.objects.listed())) <= 0.1 * len(spam_names)
    honest = {project.name for project in HONEST}
    assert len(honest & names(Project.objects.listed())) >= 0.9 * len(honest)
    _every_channel_shows_only_what_it_should(client, spam_names)


def _every_channel_shows_only_what_it_should(client, spam_names):
    everywhere = [client.get(path).content.decode() for path in ("/", "/search/?q=free", "/search/?q=online")]
    assert not [name for name in spam_names for page in everywhere if f"/project/{name}/" in page]
    assert "hello-dunes" in everywhere[0]
    unlisted = client.get(f"/project/{min(spam_names)}/").content.decode()
    assert "noindex" in unlisted
    assert client.get(f"/simple/{min(spam_names)}/").status_code == 200
    judged = Project.objects.exclude(removed_at=None).get()
    assert judged.name not in client.get("/simple/").content.decode()
    assert client.get(judged.get_absolute_url()).status_code == 404
    assert "archived" in client.get("/project/parcelbox/").content.decode()
    for name in ("tidelog", "parcelbox", "cachewell", "quokkabox"):
        assert client.get(f"/project/{name}/").status_code == 200


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_passwords_are_made_by_chance(client, capsys):
    call_command("demo")
    password = capsys.readouterr().out.split()[-1]
    assert len(password) >= 16
    assert client.login(username=cast.USER, password=password)
    before = rows()
    demo()
    assert capsys.readouterr().out == "The demo is here already; nothing was changed.\n"
    assert rows() == before


@pytest.mark.django_db
def test_an_index_in_use_is_refused_in_one_sentence_unless_forced():
    make_project("somebodys-work")
    before = rows()
    with pytest.raises(CommandError, match=r"holds projects already.*--force"):
        demo()
    assert rows() == before
    demo("--force")
    assert Project.objects.count() == 85


@pytest.mark.django_db
def test_a_taken_name_leaves_nothing_half_done():
    make_project("tidelog")
    before = rows()
    with pytest.raises(CommandError, match="nothing was changed: mirabelle may not upload to tidelog"):
        demo("--force")
    assert {model: count for model, count in rows().items() if count != before[model]}.keys() <= {
        apps.get_model("accounts.RefusalCount"),
        apps.get_model("classifier.TrainedModel"),
    }


@pytest.mark.django_db
def test_a_taken_user_name_is_told():
    make_user(cast.USER.upper())
    with pytest.raises(CommandError, match="nothing was changed"):
        demo()
    assert not EmailAddress.objects.filter(email__endswith="people.example.org").exists()


@pytest.mark.django_db
def test_a_closed_index_says_why(now):
    flags.set_flag(id_=Flag.Id.NO_UPLOADS, enabled=True, actor="ada", reason="rest", now=now)
    with pytest.raises(CommandError, match="Uploads are closed"):
        demo()
    assert not Project.objects.exists()


def test_the_same_demo_has_the_same_bytes():
    def built():
        return [
            file
            for project in (*HONEST, *wave.wave())
            for version in project.versions
            for file in distributions.build(project, version)
        ]

    assert built() == built()
    times = [event.days_ago for event in events_of_the_story(PASSWORD)]
    assert times == [event.days_ago for event in events_of_the_story(PASSWORD)]


def test_names_are_distinct_and_every_address_is_a_reserved_one():
    projects = (*HONEST, *wave.wave(), wave.earlier_spam(1))
    assert len({project.name for project in projects}) == len(projects)
    for project in projects:
        text = f"{project.description} {project.links}"
        assert len(RESERVED_HOST.findall(text)) == len(re.findall(r"https?://", text)), project.name
        assert "{" not in project.name + project.summary


def test_a_grammar_expands_what_its_words_bring():
    words = {"greeting": ("hello {whom}",), "whom": ("world",)}
    assert grammar.expand("{greeting}!", words, Random(1)) == "hello world!"
    with pytest.raises(KeyError):
        grammar.expand("{unknown}", words, Random(1))
