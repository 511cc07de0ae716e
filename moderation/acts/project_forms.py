"""The forms of the console's pages of projects."""

from typing import Any

from django import forms
from django.conf import settings

from index import sizes
from index.models import Project
from moderation.acts.projects_reading import STATES
from moderation.forms import ReasonForm


class ProjectSearchForm(forms.Form):
    """What projects have in common; all that is given must hold."""

    name = forms.CharField(max_length=100, required=False, label="Part of the name")
    owner = forms.CharField(max_length=50, required=False)
    host = forms.CharField(max_length=253, required=False, label="Links to")
    state = forms.ChoiceField(choices=[("", "any"), *((state, state) for state in STATES)], required=False)

    def clean_host(self) -> str:
        """As in an address: without scheme and path, in lower case."""
        return self.cleaned_data["host"].lower().rpartition("//")[2].partition("/")[0]


class ProjectReasonForm(ReasonForm):
    """An act on a project: its people read why."""

    reason = forms.CharField(
        max_length=500, help_text="Kept in the audit and in the project's history, which its owners read."
    )


class QuarantineForm(ReasonForm):
    """A quarantine: everybody reads why."""

    reason = forms.CharField(
        max_length=500, help_text="Public: on the project's page and in the simple index; also in the audit."
    )


class LimitsForm(ProjectReasonForm):
    """What a project may have, where it is not what every project may."""

    one_file = forms.CharField(max_length=20, required=False)
    all_files = forms.CharField(max_length=20, required=False, label="All files together")
    field_order = ("one_file", "all_files", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, limit in (
            ("one_file", settings.MAX_FILE_BYTES),
            ("all_files", settings.MAX_PROJECT_BYTES),
        ):
            own = sizes.spell(limit)
            self.fields[field].help_text = f"150 MiB, 2 GiB; empty: the index's own limit, {own}."

    @staticmethod
    def initial_of(project: Project) -> dict[str, object]:
        limits = {"one_file": project.max_file_bytes, "all_files": project.max_size_bytes}
        return {field: sizes.spell(limit) for field, limit in limits.items() if limit}

    def clean_one_file(self) -> int | None:
        size_bytes = self._size("one_file")
        # More than this the web server does not take in: bin/serve, and behind nginx client_max_body_size.
        most = 2 * settings.MAX_FILE_BYTES - settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if size_bytes and size_bytes > most:
            raise forms.ValidationError(
                f"The web server takes no file above {most // 2**20} MiB; the operator raises that by MAX_FILE_MB."
            )
        return size_bytes

    def clean_all_files(self) -> int | None:
        return self._size("all_files")

    def _size(self, field: str) -> int | None:
        text = self.cleaned_data[field]
        try:
            return sizes.parse(text) if text else None
        except ValueError as exc:
            raise forms.ValidationError(str(exc)) from exc
