"""Addresses of signed-in work on projects, below /manage/; one for each action."""

from django.urls import path

from index.views import (
    account_deletion,
    families,
    manage,
    manage_collaboration,
    manage_history,
    manage_releases,
    manage_settings,
    publishing,
    tokens,
)
from index.views import manage_upload as upload

PROJECT = "project/<name:name>"
COLLABORATION = f"{PROJECT}/collaboration"
INVITATION = f"{COLLABORATION}/invitation/<int:pk>"
PERSON = f"{COLLABORATION}/<text:username>"
PUBLISHING = f"{PROJECT}/publishing"

urlpatterns = [
    path("projects/", manage.projects, name="manage_projects"),
    path("account/delete/", account_deletion.delete_account, name="delete_account"),
    path("account/delete/stop/", account_deletion.stop_account_deletion, name="stop_account_deletion"),
    path("account/token/", tokens.tokens, name="manage_tokens"),
    path("account/token/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("account/families/", families.own_families, name="manage_families"),
    path("account/families/<int:pk>/withdraw/", families.withdraw_family, name="withdraw_family"),
    path("upload/", upload.upload_page, name="manage_upload"),
    path("upload/stage/", upload.stage, name="stage_file"),
    path("upload/publish/", upload.publish, name="publish_staged"),
    path("upload/<int:pk>/discard/", upload.discard, name="discard_staged"),
    path("invitations/", manage_collaboration.own_invitations, name="manage_invitations"),
    path("invitations/<int:pk>/accept/", manage_collaboration.accept_invitation, name="accept_invitation"),
    path("invitations/<int:pk>/decline/", manage_collaboration.decline_invitation, name="decline_invitation"),
    path(f"{PROJECT}/releases/", manage_releases.releases, name="manage_releases"),
    path(f"{PROJECT}/releases/yank/", manage_releases.yank, name="yank_releases"),
    path(f"{PROJECT}/releases/unyank/", manage_releases.unyank, name="unyank_releases"),
    path(f"{PROJECT}/releases/delete/", manage_releases.delete_releases, name="delete_releases"),
    path(f"{PROJECT}/releases/<version:version>/", manage_releases.release, name="manage_release"),
    path(f"{PROJECT}/files/delete/", manage_releases.delete_files, name="delete_files"),
    path(f"{PROJECT}/settings/", manage_settings.project_settings, name="manage_settings"),
    path(f"{PROJECT}/settings/status/", manage_settings.set_status, name="set_project_status"),
    path(f"{PROJECT}/settings/transfer/", manage_settings.transfer, name="transfer_project"),
    path(f"{PROJECT}/settings/delete/", manage_settings.delete_project, name="delete_project"),
    path(f"{COLLABORATION}/", manage_collaboration.collaborators, name="manage_collaboration"),
    path(f"{COLLABORATION}/invite/", manage_collaboration.invite, name="invite_collaborator"),
    path(f"{COLLABORATION}/leave/", manage_collaboration.leave, name="leave_project"),
    path(f"{INVITATION}/resend/", manage_collaboration.resend_invitation, name="resend_invitation"),
    path(f"{INVITATION}/revoke/", manage_collaboration.revoke_invitation, name="revoke_invitation"),
    path(f"{PERSON}/role/", manage_collaboration.change_role, name="change_role"),
    path(f"{PERSON}/remove/", manage_collaboration.remove_collaborator, name="remove_collaborator"),
    path(f"{PUBLISHING}/", publishing.project_publishers, name="project_publishers"),
    path(f"{PUBLISHING}/add/<slug:kind>/", publishing.add_project_publisher, name="add_project_publisher"),
    path(
        f"{PUBLISHING}/<int:pk>/remove/", publishing.remove_project_publisher, name="remove_project_publisher"
    ),
    path("account/publishing/", publishing.account_publishers, name="account_publishers"),
    path(
        "account/publishing/add/<slug:kind>/", publishing.add_pending_publisher, name="add_pending_publisher"
    ),
    path(
        "account/publishing/<int:pk>/remove/",
        publishing.remove_pending_publisher,
        name="remove_pending_publisher",
    ),
    path(f"{PROJECT}/history/", manage_history.history, name="manage_history"),
]
