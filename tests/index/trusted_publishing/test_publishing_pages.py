"""`/manage/project/{name}/publishing/` and `/manage/account/publishing/`."""

import pytest

from index.models import JournalEntry, Role, TrustedPublisher
from index.trusted_publishing import publishers
from index.trusted_publishing.identities import GitHub
from tests.factories import NOW, make_project, make_user

pytestmark = pytest.mark.django_db

GITHUB = "https://token.actions.githubusercontent.com"
FORM = {"issuer": GITHUB, "owner": "ann", "repository": "tides", "workflow": "release.yml"}
PAGE = "/manage/project/tides/publishing/"


@pytest.fixture
def tides(ann, client):
    client.force_login(ann)
    return make_project("tides", owner=ann)


def test_an_owner_adds_and_removes_a_publisher_and_the_journal_has_both(client, tides):
    answer = client.post(f"{PAGE}add/github/", FORM | {"environment": "release"}, follow=True)
    assert "GitHub repository ann/tides, release.yml, environment release" in answer.content.decode()
    publisher = tides.publishers.get()
    assert publisher.subject == "ann/tides"
    assert "any more" in client.post(f"{PAGE}{publisher.pk}/remove/", follow=True).content.decode()
    assert not tides.publishers.exists()
    entries = JournalEntry.objects.order_by("pk").values_list("action", "actor", "reason")
    said = "GitHub repository ann/tides, release.yml, environment release"
    assert list(entries) == [
        ("add trusted publisher", "ann", said),
        ("remove trusted publisher", "ann", said),
    ]


@pytest.mark.parametrize("path", ["", "add/github/", "add/gitlab/"])
def test_owners_alone_see_the_pages(client, tides, ann, path):
    assert client.get(PAGE + path).status_code == 200
    Role.objects.update(kind=Role.Kind.MAINTAINER)
    assert client.get(PAGE + path).status_code == 403
    Role.objects.all().delete()
    assert client.get(PAGE + path).status_code == 404
    client.logout()
    assert "/account/login/" in client.get(PAGE + path)["Location"]


def test_a_stranger_neither_adds_nor_removes(client, tides, ann):
    publisher = publishers.add(
        project=tides, issuer=GITHUB, identity=GitHub("a", "b", "c.yml"), owner_id="", actor=ann, now=NOW
    )
    eve = make_user("eve")
    own = make_project("evil", owner=eve)
    client.force_login(eve)
    assert client.post(f"{PAGE}add/github/", FORM).status_code == 404
    assert client.post(f"{PAGE}{publisher.pk}/remove/").status_code == 404
    assert client.post(f"/manage/project/{own.name}/publishing/{publisher.pk}/remove/").status_code == 404
    assert client.post(f"/manage/account/publishing/{publisher.pk}/remove/").status_code == 404
    assert list(TrustedPublisher.objects.all()) == [publisher]


def test_a_pending_publisher_is_added_and_removed_by_its_account(client, tides, ann):
    answer = client.post("/manage/account/publishing/add/github/", FORM | {"name": "New.Name"}, follow=True)
    assert "new-name" in answer.content.decode()
    publisher = ann.trusted_publishers.get(project=None)
    client.force_login(make_user("eve"))
    assert client.post(f"/manage/account/publishing/{publisher.pk}/remove/").status_code == 404
    client.force_login(ann)
    client.post(f"/manage/account/publishing/{publisher.pk}/remove/")
    assert not TrustedPublisher.objects.exists()


def test_the_pages_say_which_publishers_are_off(client, tides, ann):
    publishers.add_pending(
        name="moons", issuer=GITHUB, identity=GitHub("a", "b", "c.yml"), owner_id="", actor=ann, now=NOW
    )
    assert "name taken" not in client.get("/manage/account/publishing/").content.decode()
    make_project("moons")
    assert "name taken" in client.get("/manage/account/publishing/").content.decode()
    bob = make_user("bob")
    publishers.add(
        project=tides, issuer=GITHUB, identity=GitHub("a", "b", "c.yml"), owner_id="", actor=bob, now=NOW
    )
    assert "bob is no owner now" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "case",
    [
        ("github", {"owner": "ann/tides"}, "account&#x27;s name alone"),
        ("github", {"repository": "ann/tides"}, "without its owner"),
        ("github", {"workflow": ".github/workflows/release.yml"}, "such as release.yml"),
        ("github", {"workflow": "release.yml@x.yml"}, "such as release.yml"),
        ("github", {"owner_id": "x"}, "digits only"),
        ("github", {"issuer": "https://gitlab.com"}, "Select a valid choice"),
        ("github", {"owner": "a\0"}, "Null characters"),
        ("gitlab", {"namespace": "/a"}, "group/subgroup"),
        ("gitlab", {"config": "/x.yml"}, "such as .gitlab-ci.yml"),
        ("other", {"subject": ""}, "required"),
        ("other", {"claims": "sub: x"}, "not a further claim"),
        ("other", {"claims": "a: 1\na: 2"}, "not a further claim"),
        ("other", {"claims": "nonsense"}, "not a further claim"),
        ("other", {"claims": "\n".join(f"c{n}: 1" for n in range(11))}, "At most 10"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_added(client, tides, settings, case):
    kind, fields, sentence = case
    settings.OIDC_ISSUERS = settings.OIDC_ISSUERS | {"https://ci.example.com": "other"}
    honest = {
        "github": FORM,
        "gitlab": {"issuer": "https://gitlab.com", "namespace": "a/b", "project": "c", "config": "d.yml"},
        "other": {"issuer": "https://ci.example.com", "subject": "s", "claims": "branch: main"},
    }[kind]
    answer = client.post(f"{PAGE}add/{kind}/", honest | fields)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not TrustedPublisher.objects.exists()
    assert client.post(f"{PAGE}add/{kind}/", honest).status_code == 302
    assert client.post(f"{PAGE}add/{kind}/", honest).status_code == 400  # it is there already


@pytest.mark.parametrize("name", ["-x", "ü", "a b"])
def test_a_name_that_no_project_can_have_is_told(client, tides, name):
    answer = client.post("/manage/account/publishing/add/github/", FORM | {"name": name})
    assert "A project name has letters" in answer.content.decode()


@pytest.mark.parametrize("kind", ["other", "nothing"])
def test_a_kind_without_an_issuer_is_not_offered(client, tides, kind):
    assert client.get(f"{PAGE}add/{kind}/").status_code == 404


def test_names_that_are_not_normalized_find_their_project(client, tides):
    assert client.get("/manage/project/Tides/publishing/").status_code == 200
