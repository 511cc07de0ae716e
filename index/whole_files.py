"""A folder of files, each there whole or not at all, whatever ends the process that writes it."""

import os
import uuid
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

DRAFTS = ".incoming"


class WholeFileStorage(FileSystemStorage):
    """Writes a draft first and moves it into its place in one step, over what has the same name there."""

    def __init__(self, *, location: str | os.PathLike[str], base_url: str) -> None:
        super().__init__(location=location, base_url=base_url, allow_overwrite=True)

    def _save(self, name: str, content: File) -> str:
        draft_name = f"{DRAFTS}/{uuid.uuid4().hex}"
        draft, place = Path(self.path(draft_name)), Path(self.path(name))
        try:
            if hasattr(content, "temporary_file_path"):
                # A link, no move: whoever uploads may have to try a second time.
                draft.parent.mkdir(parents=True, exist_ok=True)
                draft.hardlink_to(content.temporary_file_path())
                draft.chmod(self.file_permissions_mode or 0o644)
            else:
                super()._save(draft_name, content)  # type: ignore[misc]  # its stubs lack it
            _settle(draft)
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
        return name

    def delete_older(self, name: str, before: datetime) -> bool:
        """Delete what was saved before that; False where it is gone, or was saved again meanwhile.

        It is taken away before its date is read: whoever saves it from then on saves it anew.
        """
        place, aside = Path(self.path(name)), Path(self.path(f"{DRAFTS}/{uuid.uuid4().hex}"))
        try:
            place.rename(aside)
        except FileNotFoundError:
            return False
        if datetime.fromtimestamp(aside.stat().st_mtime, tz=UTC) >= before:
            aside.replace(place)
            return False
        aside.unlink()
        return True


def _settle(draft: Path) -> None:
    """On the disk before any row speaks of it, and dated now: what is young is no orphan."""
    with draft.open("rb+") as file:
        os.utime(file.fileno())
        os.fsync(file.fileno())
