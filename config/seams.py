"""How the apps meet: gates are asked in order, listeners are told in order. Apps are named in strings alone."""

SIGNUP_GATES = [
    "accounts.gates.signup_is_offered",
    "moderation.gates.signups_open",
    "accounts.gates.bait_is_left",
    "accounts.gates.filled_in_by_a_person",
    "accounts.gates.address_lasts",
    "moderation.gates.mail_domain_allowed",
    "accounts.gates.captcha_is_solved",
]
ADDRESS_GATES = [  # of an address added to an account
    "accounts.gates.address_lasts",
    "moderation.gates.mail_domain_allowed",
]
NEW_PROJECT_GATES = [
    "moderation.gates.new_projects_open",
    "index.gates.address_verified",
    "index.gates.name_allowed",
    "index.gates.new_projects_in_measure",
]
DELETION_GATES = ["moderation.gates.deletions_open"]
UPLOAD_GATES = ["moderation.gates.uploads_open"]
STAGING_GATES = ["moderation.gates.uploads_open"]
MINT_GATES = ["moderation.gates.uploads_open"]
REPORT_GATES = ["moderation.gates.reports_open", "moderation.reporting.limits.reports_in_measure"]
WITH_UPLOAD = [  # in the upload's transaction
    "moderation.new_projects.hold_if_new",
    "classifier.outbox.await_score",
]
AFTER_UPLOAD = ["index.tasks.render_description_soon", "classifier.tasks.score_soon"]  # after its commit
AFTER_CHANGE = [  # of a project, after its commit
    "index.simple.publication.publish_page",
    "index.tasks.refresh_search_soon",
]
AFTER_SCORE = ["moderation.scoring.triage.triage", "moderation.campaigns.outbox.await_grouping"]
OWNER_NOTICES = ["moderation.purges.notices.of_purges"]  # what owners see above their projects
AFTER_ACTIVATION = ["moderation.scoring.model_audit.note_activation"]  # of a model, in its transaction
AFTER_LABEL_IMPORT = ["moderation.scoring.model_audit.note_import"]
CONCERNS = ["classifier.registry.trouble"]  # what /_ready/ says below "ready"
