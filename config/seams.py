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
UPLOAD_GATES = ["moderation.gates.uploads_open", "moderation.rules.gates.second_factor_given"]
STAGING_GATES = ["moderation.gates.uploads_open"]
MINT_GATES = ["moderation.gates.uploads_open"]
REPORT_GATES = ["moderation.gates.reports_open", "moderation.reporting.limits.reports_in_measure"]
WITH_UPLOAD = [  # in the upload's transaction
    "index.families.note_if_beyond_measure",
    "moderation.new_projects.hold_if_new",
    "moderation.rules.acting.follow",
    "classifier.outbox.await_score",
]
AFTER_UPLOAD = ["index.tasks.render_description_soon", "classifier.tasks.score_soon"]  # after its commit
AFTER_CHANGE = [  # of a project, after its commit
    "index.simple.publication.publish_page",
    "index.tasks.refresh_search_soon",
]
AFTER_SCORE = [
    "moderation.scoring.triage.triage",
    "moderation.campaigns.outbox.await_grouping",
    "moderation.alarms.intake.note_hosts",
]
STANDING_ALLOWANCES = [  # what an account sees of its limits, with how much of each is used
    "index.allowances.new_projects_allowed",
    "moderation.reporting.limits.reports_allowed",
]
STANDING_EFFECTS = ["moderation.standing_effects.of_holds", "moderation.standing_effects.of_reports"]
OWNER_NOTICES = ["moderation.purges.notices.of_purges"]  # what owners see above their projects
AFTER_ACTIVATION = ["moderation.scoring.model_audit.note_activation"]  # of a model, in its transaction
AFTER_LABEL_IMPORT = ["moderation.scoring.model_audit.note_import"]
DATA_EXPORTS = [  # what an account's owner is given of all that is held about them
    "accounts.leaving.own_data.sections",
    "index.own_data.sections",
    "moderation.own_data.sections",
]
CONCERNS = ["classifier.registry.trouble"]  # what /_ready/ says below "ready"
