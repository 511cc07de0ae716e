"""The folder below which the embedded form keeps everything."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FOLDERS = (
    "",
    "mail",
    "packages/.incoming",
    "downloads",
    "broker/messages",
    "broker/control",
    "broker/processed",
)


def made(folder: Path) -> Path:
    """`folder`, with what stands in it from the start."""
    try:
        for name in FOLDERS:
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise ImproperlyConfigured(f"GATEHOUSE_DATA={folder} cannot be written: {exc.strerror}.") from None
    return folder


def generated_secret(path: Path) -> str:
    """The secret in `path`, made on first start; two processes that start at once agree on one."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
