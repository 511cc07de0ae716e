"""`POST /legacy/`: what is published, and every way to be refused."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import api_tokens
from classifier.models import PendingScore
from index import storage
from index.models import DistributionFile, JournalEntry, ProhibitedName, Project, Release, Role
from moderation import flags
from moderation.models import Flag
from tests.distributions import core_metadata, make_sdist, make_wheel
from tests.factories import NOW, make_project, make_token, make_user
from tests.index.conftest import authorization

pytestmark = pytest.mark.django_db


def assert_refused(answer, status, *words):
    """The sentence is in the body and in the reason phrase, and nothing was stored."""
    assert answer.status_code == status, answer.content
    for word in words:
        assert word in answer.reason_phrase
        assert word in answer.content.decode()
    assert "\n" not in answer.reason_phrase
    assert not DistributionFile.objects.exists()
    assert not Release.objects.exists()


def test_a_wheel_and_an_sdist_are_published_as_one_release(upload, ann):
    assert upload(make_wheel()).status_code == 200
    assert upload(make_sdist()).status_code == 200
    release = Release.objects.get()
    assert release.version == "1.0"
    assert release.files.count() == 2
    assert Role.objects.get(project=release.project).user == ann


def test_bytes_are_stored_under_their_digest_with_the_metadata_beside(upload):
    filename, content = make_wheel()
    upload((filename, content))
    file = DistributionFile.objects.get()
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    with storage.open_file(file.path) as stored, storage.open_file(file.path + ".metadata") as beside:
        assert stored.read() == content
        metadata = beside.read()
    assert metadata == core_metadata()
    assert file.metadata_sha256 == hashlib.sha256(metadata).hexdigest()


def test_the_metadata_in_the_file_is_what_is_stored_not_the_form(upload):
    upload(make_wheel(summary="The truth."), summary="A lie.")
    assert Release.objects.get().summary == "The truth."


def test_a_pending_score_is_written_in_the_same_transaction(upload):
    upload()
    assert PendingScore.objects.get().release == Release.objects.get()


def test_the_journal_tells_what_happened(upload):
    upload()
    assert list(JournalEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "create",
        "new release",
        "add bdist_wheel file sampleproject-1.0-py3-none-any.whl",
    ]
    assert Project.objects.get().last_serial == JournalEntry.objects.latest("pk").pk


def test_the_identical_file_again_is_accepted_and_changes_nothing(upload):
    upload()
    before = JournalEntry.objects.count()
    assert upload().status_code == 200
    assert (DistributionFile.objects.count(), JournalEntry.objects.count()) == (1, before)


def test_the_same_name_with_other_content_is_refused_in_words_that_clients_know(upload):
    upload()
    answer = upload(make_wheel(summary="Changed."))
    assert answer.status_code == 400
    assert answer.reason_phrase.startswith("File already exists")
    assert Release.objects.get().summary == "A sample project."


def test_a_second_sdist_of_a_release_is_refused(upload):
    upload(make_sdist("tide-tables", "1.0"))
    answer = upload(make_sdist("tide-tables", "1.0", folder="tide_tables-1.0", description="other"))
    assert answer.status_code == 400


@pytest.mark.parametrize("removed", [False, True])
def test_a_version_in_another_spelling_opens_no_old_release(upload, removed):
    upload(make_wheel(version="1.0"))
    if removed:
        Release.objects.update(removed_at=NOW)
    for other in ("1", "1.0.0"):
        answer = upload(make_wheel(version=other))
        assert answer.status_code == 400
        assert "is the same version as 1.0" in answer.reason_phrase
    assert Release.objects.get().version == "1.0"
    assert upload(make_wheel(version="1.0.1")).status_code == 200


@pytest.mark.parametrize(
    "twin",
    [
        "SampleProject-1.0-py2.py3-none-any.whl",
        "sampleproject-1.0-py3.py2-none-any.whl",
        "sampleproject-1.0-PY2.PY3-NONE-ANY.whl",
    ],
)
@pytest.mark.parametrize("removed", [False, True])
def test_a_file_name_in_another_spelling_is_the_same_file_name(upload, twin, removed):
    filename, content = make_wheel(tag="py2.py3-none-any")
    upload((filename, content))
    if removed:
        DistributionFile.objects.update(removed_at=NOW)
    answer = upload((twin, content), name="sampleproject", version="1.0")
    assert answer.status_code == 400
    assert answer.reason_phrase.startswith(f"File already exists: {filename}")
    assert DistributionFile.objects.count() == 1


def test_a_build_tag_or_another_platform_makes_another_file(upload):
    upload(make_wheel())
    filename, content = make_wheel()
    assert upload((filename.replace("-py3", "-1-py3"), content)).status_code == 200
    assert upload(make_wheel(tag="py3-none-win32")).status_code == 200
    assert DistributionFile.objects.count() == 3


@pytest.mark.parametrize("status", ["archived", "quarantined"])
def test_a_closed_project_takes_no_new_files(upload, status):
    upload()
    Project.objects.update(status=status)
    for distribution in (make_sdist(), make_wheel(version="2.0")):
        answer = upload(distribution)
        assert answer.status_code == 403
        assert f"sampleproject is {status} and takes no new files" in answer.reason_phrase
    assert upload().content == b"This very file is here already.\n"
    assert DistributionFile.objects.count() == 1


def test_a_deprecated_project_takes_new_files(upload):
    upload()
    Project.objects.update(status="deprecated")
    assert upload(make_wheel(version="2.0")).status_code == 200


def test_a_version_is_stored_in_its_canonical_form(upload):
    assert upload(make_wheel(version="1.0rc1")).status_code == 200
    assert Release.objects.get().version == "1.0rc1"


# Who may


def test_without_credentials_the_sentence_says_how(upload):
    assert_refused(upload(headers={}), 403, "API token", "/help/#api-token")


def test_an_unknown_token_is_refused(upload):
    from accounts import tokens

    assert_refused(upload(token=tokens.mint()), 403, "unknown, expired or revoked")


def test_a_mistyped_token_is_told_apart_without_a_look_up(upload, token, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = upload(token=token[:-1])
    assert_refused(answer, 403, "no complete API token")


def test_a_password_is_no_token(upload):
    assert_refused(upload(token="hunter2", username="ann"), 403, "__token__")


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


# Bad input


def test_a_missing_file_part_is_refused(upload):
    assert_refused(upload(content=None), 400, "one file")


def test_a_wrong_digest_is_refused(upload):
    assert_refused(upload(sha256_digest="0" * 64), 400, "sha256_digest")


def test_a_name_that_does_not_fit_its_file_is_refused(upload):
    assert_refused(upload(name="other"), 400, "other")


def test_a_version_that_does_not_fit_its_file_is_refused(upload):
    assert_refused(upload(version="2.0"), 400, "2.0")


def test_a_file_that_is_no_archive_is_refused(upload):
    filename, _ = make_wheel()
    assert_refused(upload((filename, b"this is no archive")), 400)


def test_requirements_that_differ_between_form_and_file_are_refused(upload):
    assert_refused(upload(requires_dist="evil"), 400)


@pytest.mark.parametrize(
    "path", ["../sampleproject-1.0-py3-none-any.whl", "a\\sampleproject-1.0-py3-none-any.whl"]
)
def test_a_file_name_with_a_path_in_it_is_refused(client, token, path):
    _, content = make_wheel()
    body = (
        (
            '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nsampleproject\r\n'
            '--b\r\nContent-Disposition: form-data; name="version"\r\n\r\n1.0\r\n'
            '--b\r\nContent-Disposition: form-data; name="filetype"\r\n\r\nbdist_wheel\r\n'
            f'--b\r\nContent-Disposition: form-data; name="content"; filename="{path}"\r\n\r\n'
        ).encode()
        + content
        + b"\r\n--b--\r\n"
    )
    answer = client.generic(
        "POST",
        "/legacy/",
        body,
        "multipart/form-data; boundary=b",
        headers={"authorization": authorization(token)},
    )
    assert_refused(answer, 400, "path")


@pytest.mark.parametrize("field", ["name", "version", "filetype"])
def test_a_missing_field_is_named(upload, field):
    assert_refused(upload(**{field: None}), 400, field)


def test_a_field_given_twice_is_refused(upload):
    assert_refused(upload(version=["1.0", "2.0"]), 400, "more than once")


def test_a_nul_character_is_refused(upload):
    assert_refused(upload(summary="a\0b"), 400, "NUL")


def test_another_action_is_refused(upload):
    assert_refused(upload(**{":action": "doc_upload"}), 400, "file_upload")


def test_another_version_of_the_protocol_is_refused(upload):
    assert_refused(upload(protocol_version="2"), 400, "protocol_version of this address is 1")


def test_fields_above_the_limit_are_refused_with_what_to_do(upload, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    assert_refused(upload(description="x" * 2**20), 413, "larger than 1 MiB; shorten the description")


def test_too_many_fields_are_refused_with_what_to_do(upload):
    assert_refused(upload(classifiers=["x"] * 4000), 413, "too many fields")


def test_the_address_takes_uploads_without_its_slash_too(client, token):
    filename, content = make_wheel()
    form = {"name": "sampleproject", "version": "1.0", "filetype": "bdist_wheel"}
    form["content"] = SimpleUploadedFile(filename, content)
    answer = client.post("/legacy", form, headers={"authorization": authorization(token)})
    assert answer.status_code == 200


def test_a_file_above_the_limit_is_refused(upload, settings):
    settings.MAX_FILE_BYTES = 100
    assert_refused(upload(), 413, "larger than")


@pytest.mark.parametrize(
    "distribution",
    [
        make_wheel("n" * 101),
        make_wheel(version="1." + "1" * 99),
        make_wheel("sample-project", metadata_headers=[("Name", "sample" + "-" * 90 + "project")]),
        make_wheel(metadata_headers=[("Requires-Python", ",".join([">=3.9"] * 40))]),
        make_wheel(
            metadata_headers=[("Description-Content-Type", "text/plain" + " " * 100 + ";charset=UTF-8")]
        ),
    ],
    ids=["name", "version", "name in other spelling", "Requires-Python", "Description-Content-Type"],
)
def test_what_is_longer_than_its_column_is_refused_in_words(upload, distribution):
    assert_refused(upload(distribution), 400, "longer than", "characters")


def test_what_just_fits_its_columns_is_published(upload):
    name, version = "n" * 100, "1." + "1" * 98
    wheel = make_wheel(name, version, metadata_headers=[("Requires-Python", ">=3.9" + ",<4" * 65)])
    answer = upload(wheel)
    assert answer.status_code == 200, answer.content
    assert len(Release.objects.get().requires_python) == 200


def test_something_else_than_a_form_is_refused(client, token):
    answer = client.post(
        "/legacy/", "{}", "application/json", headers={"authorization": authorization(token)}
    )
    assert_refused(answer, 400, "multipart/form-data")


def test_a_form_that_is_cut_off_is_refused(client, token):
    answer = client.generic(
        "POST",
        "/legacy/",
        b"--b\r\nContent-",
        "multipart/form-data; boundary=b",
        headers={"authorization": authorization(token)},
    )
    assert_refused(answer, 400)


def test_get_says_what_the_address_is_for(client):
    answer = client.get("/legacy/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
