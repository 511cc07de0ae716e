"""Uploads as raw requests, so that a test decides when each byte goes and several go at once."""

import base64
import http.client
import threading
from collections.abc import Iterable

BOUNDARY = "6a1f0c2e9b"
PATIENCE_SECONDS = 60


def form_of(filename: str, **fields: str) -> tuple[bytes, bytes]:
    """What of the body comes before the file's bytes, and what after them."""
    name, version = filename.split("-")[:2]
    fields = {
        ":action": "file_upload",
        "protocol_version": "1",
        "name": name,
        "version": version,
        "filetype": "bdist_wheel",
    } | fields
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="content"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return ("".join(parts) + head).encode(), f"\r\n--{BOUNDARY}--\r\n".encode()


def post(port: int, path: str, body: bytes | Iterable[bytes], length: int, **headers: str) -> tuple[int, str]:
    """Status and text of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    headers = {name.replace("_", "-"): value for name, value in headers.items()} | {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(length),
    }
    try:
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def by_token(token: str) -> str:
    return "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()


def upload(site, token: str, filename: str, content: bytes) -> tuple[int, str]:
    before, after = form_of(filename)
    body = before + content + after
    return post(site.port, "/legacy/", body, len(body), Authorization=by_token(token))


def at_once(*calls):
    """What each call returns, or the connection's error; all start in the same moment."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        barrier.wait()
        try:
            answers[number] = call()
        except (OSError, http.client.HTTPException) as exc:
            answers[number] = exc

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
