"""Addresses of moderation."""

from django.urls import path

from moderation.judgements import JUDGEMENTS
from moderation.views import audit, console, flags, purges, queue, reports, users, verdicts

USER = "moderation/users/<str:username>"

urlpatterns = [
    path("project/<name:name>/report/", reports.report_project, name="report_project"),
    path("manage/reports/", reports.my_reports, name="my_reports"),
    path("moderation/", console.overview, name="moderation"),
    path("moderation/queue/", queue.queue, name="moderation_queue"),
    path("moderation/queue/<int:pk>/", queue.case, name="moderation_case"),
    path("moderation/queue/<int:pk>/claim/", queue.claim, name="claim_case"),
    path("moderation/queue/<int:pk>/take-over/", queue.take_over, name="take_over_case"),
    *(
        path(
            f"moderation/queue/<int:pk>/{judgement.slug}/",
            verdicts.judge,
            {"slug": judgement.slug},
            name=judgement.url_name,
        )
        for judgement in JUDGEMENTS
    ),
    path("moderation/queue/ticked/spam/", verdicts.judge_ticked, {"slug": "spam"}, name="judge_ticked_spam"),
    path(
        "moderation/queue/ticked/not-spam/",
        verdicts.judge_ticked,
        {"slug": "not-spam"},
        name="judge_ticked_not_spam",
    ),
    path("moderation/verdicts/<int:pk>/undo/", verdicts.undo, name="undo_verdict"),
    path("moderation/verdicts/undo-last/", verdicts.undo_last, name="undo_last_act"),
    path("moderation/flags/", flags.flag_list, name="moderation_flags"),
    path("moderation/flags/<str:flag_id>/on/", flags.turn_on, name="flag_on"),
    path("moderation/flags/<str:flag_id>/off/", flags.turn_off, name="flag_off"),
    path("moderation/purges/", purges.purge_list, name="moderation_purges"),
    path("moderation/purges/draft/", purges.draft_purge, name="draft_purge"),
    path("moderation/purges/draft/pasted/", purges.draft_pasted, name="draft_pasted"),
    path("moderation/purges/draft/filtered/", purges.draft_filtered, name="draft_filtered"),
    path("moderation/purges/<int:pk>/", purges.purge, name="purge"),
    path("moderation/purges/<int:pk>/progress/", purges.purge_progress, name="purge_progress"),
    path("moderation/purges/<int:pk>/tick/<str:members>/", purges.tick_members, name="tick_members"),
    path("moderation/purges/<int:pk>/tick-all/<str:members>/", purges.tick_all, name="tick_all"),
    path("moderation/purges/<int:pk>/untick-all/<str:members>/", purges.untick_all, name="untick_all"),
    path("moderation/purges/<int:pk>/confirm/", purges.confirm_purge, name="confirm_purge"),
    path("moderation/purges/<int:pk>/agree/", purges.agree_to_purge, name="agree_to_purge"),
    path("moderation/purges/<int:pk>/stop/", purges.stop_purge, name="stop_purge"),
    path("moderation/purges/<int:pk>/resume/", purges.resume_purge, name="resume_purge"),
    path("moderation/purges/<int:pk>/undo/", purges.undo_purge, name="undo_purge"),
    path("moderation/model/", console.model, name="moderation_model"),
    path("moderation/model/retrain/", console.retrain, name="moderation_retrain"),
    path("moderation/users/", users.user_list, name="moderation_users"),
    path(f"{USER}/", users.user_page, name="moderation_user"),
    path(f"{USER}/freeze/", users.freeze, name="freeze_user"),
    path(f"{USER}/unfreeze/", users.unfreeze, name="unfreeze_user"),
    path(f"{USER}/note/", users.note, name="note_user"),
    path(f"{USER}/standing/grant/", users.grant_standing, name="grant_standing"),
    path(f"{USER}/standing/withhold/", users.withhold_standing, name="withhold_standing"),
    path(f"{USER}/standing/leave/", users.leave_standing, name="leave_standing"),
    path("moderation/audit/", audit.audit, name="moderation_audit"),
    path("moderation/audit/audit.csv", audit.export_csv, name="audit_csv"),
    path("moderation/audit/audit.jsonl", audit.export_json_lines, name="audit_json_lines"),
]
