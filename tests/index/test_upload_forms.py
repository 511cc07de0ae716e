"""`POST /legacy/`: forms and files that are refused, each in a sentence."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from index.models import Release
from tests.distributions import make_wheel
from tests.index.conftest import authorization
from tests.index.uploading import assert_refused

pytestmark = pytest.mark.django_db


def test_a_missing_file_part_is_refused(upload):
    assert_refused(upload(content=None), 400, "one file")


def test_a_wrong_digest_is_refused(upload):
    assert_refused(upload(sha256_digest="0" * 64), 400, "sha256_digest")


@pytest.mark.parametrize("field", ["md5_digest", "blake2_256_digest"])
def test_a_digest_of_one_kind_does_not_pass_for_another(upload, field):
    sha256 = hashlib.sha256(make_wheel()[1]).hexdigest()
    assert_refused(upload(**{field: sha256}), 400, field)
    assert_refused(upload(**{field: "0" * len(sha256)}), 400, field)


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


def test_two_files_are_refused(upload):
    two = [SimpleUploadedFile(*make_wheel()), SimpleUploadedFile(*make_wheel(version="2.0"))]
    assert_refused(upload(content=two), 400, "one file", "holds 2")


def test_twelve_thousand_fields_are_refused(upload):
    assert_refused(upload(**{f"field{number}": "x" for number in range(12_000)}), 413, "too many fields")


def test_a_description_of_forty_megabytes_is_refused(upload):
    assert_refused(upload(description="x" * 40 * 2**20), 413, "shorten the description")


@pytest.mark.parametrize("field", ["name", "version", "filetype", "sha256_digest", "description", "x\0y"])
def test_a_nul_in_any_field_is_refused(upload, field):
    assert_refused(upload(**{field: "sample\0project"}), 400)


@pytest.mark.parametrize(
    ("field", "is_read"),
    [
        ("name", True),
        ("version", True),
        ("filetype", True),
        ("requires_dist", True),
        ("content", True),
        ("summary", False),
        ("\udcff", False),
    ],
)
def test_what_is_no_utf_8_is_refused_where_it_is_read(client, token, field, is_read):
    filename, content = make_wheel()
    fields = {"name": b"sampleproject", "version": b"1.0", "filetype": b"bdist_wheel"} | {field: b"\xff\xc3("}
    parts = [(f'name="{name}"'.encode(errors="surrogateescape"), value) for name, value in fields.items()]
    if field != "content":
        parts.append((f'name="content"; filename="{filename}"'.encode(), content))
    body = b"".join(b"--b\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % part for part in parts)
    answer = client.generic(
        "POST",
        "/legacy/",
        body + b"--b--\r\n",
        "multipart/form-data; boundary=b",
        headers={"authorization": authorization(token)},
    )
    if is_read:
        assert_refused(answer, 400)
    else:
        assert answer.status_code == 200
        assert Release.objects.get().summary == "A sample project."
