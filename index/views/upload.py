"""`/legacy/`: the upload API, as twine and uv speak it."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt

from accounts.api_tokens import api_tokens, password_uploads
from accounts.api_tokens.api_tokens import NotAuthenticated
from accounts.hooks import Refusal
from accounts.refusals import with_retry_after
from index import publishers
from index.publishers import Proof
from index.uploads import Upload, UploadRefused, publish_file, review_warning

FILE_FIELD = "content"
REQUIRED_FIELDS = ("name", "version", "filetype")
# Fields that say what they say once; two values would let two readers see two truths.
SINGLE_FIELDS = (
    *REQUIRED_FIELDS,
    ":action",
    "md5_digest",
    "sha256_digest",
    "blake2_256_digest",
    "requires_python",
    "attestations",
)
MAX_REASON_CHARACTERS = 400


class FormRefused(Exception):  # noqa: N818 - named after what happened
    """The request is not an upload form; the message is one sentence."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


class UploadParser(MultiPartParser):
    """Django's parser, except that a file name with a path in it is refused and not cut to its last part."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        if file_name != super().sanitize_file_name(file_name):
            raise FormRefused("The file name holds a path or control characters; send the plain file name.")
        return file_name


@csrf_exempt  # what the header proves, never a session: there is nothing to forge
def upload(request: HttpRequest) -> HttpResponse:
    """One distribution file and a form that describes it; a refusal says why in body and reason phrase."""
    now = timezone.now()
    if request.method != "POST":
        return _refused(
            Refusal("not_post", "This address takes uploads: POST a distribution file to it.", 405)
        )
    try:
        proof = _proof(request.headers.get("Authorization", ""), now)
        file, is_new = publish_file(upload=_parsed(request), proof=proof, now=now)
    except (NotAuthenticated, UploadRefused) as exc:
        return _refused(exc.refusal)
    except FormRefused as exc:
        return _refused(Refusal("form_refused", str(exc), exc.status))
    done = "Published." if is_new else "This very file is here already."
    return _text(review_warning(file) or done, 200)


def _proof(authorization: str, now: datetime) -> Proof:
    """:raises NotAuthenticated: before a byte of the form is read."""
    if settings.PASSWORD_UPLOADS and password_uploads.is_meant(authorization):
        return publishers.by_account(password_uploads.authenticate(authorization, now=now))
    return publishers.by_token(api_tokens.authenticate(authorization, now=now))


def _parsed(request: HttpRequest) -> Upload:
    if request.content_type != "multipart/form-data":
        raise FormRefused("An upload is a multipart/form-data form; use twine or uv publish.")
    try:
        form, files = UploadParser(request.META, request, request.upload_handlers, "utf-8").parse()
    except RequestDataTooBig as exc:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        raise FormRefused(
            f"The form's fields are larger than {limit} MiB; shorten the description.", 413
        ) from exc
    except (TooManyFieldsSent, TooManyFilesSent) as exc:
        raise FormRefused("The form has too many fields; send only those of one file.", 413) from exc
    except MultiPartParserError as exc:
        raise FormRefused("The form is damaged or cut off; send it again with twine or uv publish.") from exc
    # Django closes them with the request, and so deletes their drafts.
    request._files = files  # type: ignore[attr-defined]  # noqa: SLF001 - as its own parsing does
    fields = {name: form.getlist(name) for name in form}
    _check_fields(fields)
    content = _only_file(files)
    return Upload(filename=content.name or "", content=content, form=fields)


def _check_fields(fields: Mapping[str, list[str]]) -> None:
    if fields.get(":action", ["file_upload"]) != ["file_upload"]:
        raise FormRefused("The only :action of this address is file_upload.")
    if fields.get("protocol_version", ["1"]) != ["1"]:
        raise FormRefused("The only protocol_version of this address is 1; use a current upload client.")
    for name in REQUIRED_FIELDS:
        if not fields.get(name, [""])[0].strip():
            raise FormRefused(f"The field {name} is missing; use a current upload client.")
    for name in SINGLE_FIELDS:
        if len(fields.get(name, [])) > 1:
            raise FormRefused(f"The field {name} is given more than once; send it once.")
    for name, values in fields.items():
        if any("\0" in value for value in values):
            raise FormRefused(f"The field {name[:40]!r} holds a NUL character; remove it.")


def _only_file(files: MultiValueDict) -> UploadedFile:
    found = files.getlist(FILE_FIELD)
    if len(found) != 1:
        raise FormRefused(f"The form must hold one file in the field {FILE_FIELD}; it holds {len(found)}.")
    return found[0]


def _refused(refusal: Refusal) -> HttpResponse:
    response = _text(f"{refusal.status} {refusal.message}", refusal.status)
    # Upload clients print nothing but the reason phrase of the status line, which is one line of Latin-1.
    response.reason_phrase = _latin1_line(refusal.message)
    if refusal.status == 405:  # noqa: PLR2004
        response["Allow"] = "POST"
    return with_retry_after(response, refusal)


def _latin1_line(text: str) -> str:
    line = " ".join(text.split())[:MAX_REASON_CHARACTERS]
    return line.encode("latin-1", "replace").decode("latin-1")


def _text(body: str, status: int) -> HttpResponse:
    return HttpResponse(f"{body}\n", status=status, content_type="text/plain; charset=utf-8")
