"""Uploading as an upload client does it."""

import base64
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.distributions import make_wheel
from tests.factories import make_token, make_user


def authorization(token, username="__token__"):
    return "Basic " + base64.b64encode(f"{username}:{token}".encode()).decode()


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def token(ann):
    _, text = make_token(ann)
    return text


@pytest.fixture
def upload(client, token):
    """Send one file; `form` changes the form, a field of None is left out."""

    def send(distribution=None, *, token=token, username="__token__", sent_as=None, headers=None, **form):
        filename, content = distribution or make_wheel()
        name, version = filename.removesuffix(".tar.gz").split("-")[:2]
        fields = {
            ":action": "file_upload",
            "protocol_version": "1",
            "name": name,
            "version": version,
            "filetype": "sdist" if filename.endswith(".tar.gz") else "bdist_wheel",
            "sha256_digest": hashlib.sha256(content).hexdigest(),
            "content": SimpleUploadedFile(sent_as or filename, content),
        } | form
        data = {field: value for field, value in fields.items() if value is not None}
        headers = {"authorization": authorization(token, username)} if headers is None else headers
        return client.post("/legacy/", data, headers=headers)

    return send
