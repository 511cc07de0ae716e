"""What the scheduler starts, and how often, in seconds."""

CELERY_BEAT_SCHEDULE = {
    "send mails that wait": {"task": "accounts.tasks.send_due_mails", "schedule": 15},
    "forget what accounts keep for a while": {"task": "accounts.tasks.forget", "schedule": 3600},
    "score what waits": {"task": "classifier.tasks.score_overdue", "schedule": 15},
    "render what waits": {"task": "index.tasks.render_overdue", "schedule": 60},
    "forget addresses": {"task": "index.tasks.forget_addresses", "schedule": 3600},
    "sweep staged files": {"task": "index.tasks.sweep_staged_files", "schedule": 600},
    "clear orphans": {"task": "index.tasks.clear_orphans", "schedule": 24 * 3600},
    "search what waits": {"task": "index.tasks.refresh_search", "schedule": 60},
    "count downloads": {"task": "index.tasks.count_downloads", "schedule": 60},
    "count the index": {"task": "index.tasks.count_figures", "schedule": 300},
    "forget expired tokens": {"task": "index.tasks.forget_expired_tokens", "schedule": 3600},
    "retrain": {"task": "classifier.tasks.retrain", "schedule": 24 * 3600},
    "retrain when due": {"task": "classifier.tasks.retrain_when_due", "schedule": 60},
    "bring cases up to date": {"task": "moderation.tasks.bring_cases_up_to_date", "schedule": 300},
    "continue purges": {"task": "moderation.purges.tasks.continue_purges", "schedule": 10},
    # Where no worker is, one that comes back need not say for each message that it is there.
    "show that work is done": {
        "task": "moderation.tasks.show_life",
        "schedule": 20,
        "options": {"expires": 60},
    },
    "group what waits": {"task": "moderation.campaigns.tasks.group_waiting", "schedule": 15},
    "continue acts on campaigns": {"task": "moderation.campaigns.tasks.continue_acts", "schedule": 10},
    "forget networks of campaigns": {"task": "moderation.campaigns.tasks.forget_networks", "schedule": 3600},
    "erase what was purged": {"task": "moderation.purges.tasks.erase_purged", "schedule": 3600},
    "tell reporters": {"task": "moderation.telling.tasks.tell_reporters", "schedule": 60},
    "tell owners": {"task": "moderation.telling.tasks.tell_owners", "schedule": 60},
    "tell webhooks": {"task": "moderation.webhooks.tasks.deliver_due", "schedule": 15},
    "forget what webhooks were told": {"task": "moderation.webhooks.tasks.forget_settled", "schedule": 3600},
}
