-- An index as grouping leaves it, with %(count)s uploads of %(accounts)s accounts; read by bench/campaigns.py.
-- Of the eight keys of an account its own and its network are nobody else's; tens to hundreds share its sign-up window,
-- mail domain, host, form of the name and empty file; one all have. A third are at a provider, and half have a form of name, that what is sent later has as well.
-- A tenth of the accounts are in campaigns of ten.

-- What is made up here refers to what is made up here: checking that row by row would take most of the time.
SET session_replication_role = replica;

INSERT INTO accounts_user (id, username, email, password, date_joined, first_name, last_name, is_staff,
is_active, is_superuser, granted_standing, honest_verdicts, spam_verdicts, role, frozen_by, frozen_reason,
sessions_ended) SELECT n, 'u' || n, 'u' || n || '@x.example', '!', timestamptz '2025-01-01' + n * interval '1 minute', '', '', false, true, false, '', 0, 0, '', '', '', 0 FROM generate_series(1, %(accounts)s) n;

INSERT INTO index_project (id, name, normalized_name, confusable_key, status, status_reason, listed,
created_at, last_serial, changed_second, search_serial, size_bytes) SELECT n, 'p' || n, 'p' || n, 'p' || n,
'active', '', true, timestamptz '2025-06-01', 0, 0, 0, 0 FROM generate_series(1, %(count)s) n;

INSERT INTO index_release (id, project_id, version, summary, description, description_content_type, metadata,
requires_python, created_at, yanked_reason) SELECT n, n, '1.0', '', '', '', '{}', '', timestamptz
'2025-06-01', '' FROM generate_series(1, %(count)s) n;

CREATE TEMPORARY TABLE filled AS SELECT a AS account, k AS nth, CASE k WHEN 0 THEN a * 10 WHEN 1 THEN a * 10 +
1 WHEN 2 THEN (a / 40) * 10 + 2 WHEN 3 THEN CASE a %% 3 WHEN 0 THEN %(provider)s ELSE (a %% 2000) * 10 + 3 END WHEN 4 THEN (a / 3) * 10 + 4 WHEN 5 THEN CASE a %% 2 WHEN 0 THEN %(pattern)s ELSE (a %% 50) * 10 + 5 END WHEN 6 THEN (a %% 5000) * 10 + 6 ELSE 7 END AS key FROM generate_series(1, %(accounts)s) a,
generate_series(0, 7) k;

INSERT INTO moderation_seenkey (id, kind, value, accounts, honest, last_at) SELECT key, (ARRAY['account',
'network', 'signup', 'mail', 'host', 'name', 'empty', 'file'])[min(nth) + 1], key::text, count(*), count(*) /
2, timestamptz '2026-02-01' FROM filled GROUP BY key;

INSERT INTO moderation_campaign (id, accounts, projects, apart, alike, scores, first_at, last_at) SELECT n,
10, 30, 0, 0, '[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,30]', timestamptz '2026-01-01', timestamptz '2026-02-01'
FROM generate_series(1, %(accounts)s / 100 + 1) n;

INSERT INTO moderation_sighting (key_id, account_id, at, is_honest, campaign_id) SELECT key, account,
timestamptz '2026-02-01' + account * interval '1 second', account %% 2 = 0, CASE WHEN account %% 10 = 1 THEN
account / 100 + 1 END FROM filled;

INSERT INTO moderation_campaignkey (campaign_id, key_id, accounts, projects) SELECT account / 100 + 1, key,
count(*), 3 * count(*) FROM filled WHERE account %% 10 = 1 GROUP BY 1, 2;

INSERT INTO moderation_arrival (project_id, release_id, account_id, at, keys, spam_probability, signs,
is_apart, campaign_id, ticked, alike, evidence, awaits_hold) SELECT n, n, (n - 1) / 3 + 1, timestamptz
'2026-02-01' + n * interval '1 second', '[1, 2, 3, 4, 5, 6, 7]', 0.1, '[]', false, CASE WHEN ((n - 1) / 3 + 1)
%% 10 = 1 THEN ((n - 1) / 3 + 1) / 100 + 1 END, false, 0, 0, false FROM generate_series(1, %(accounts)s * 3) n;

SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), max(id)) FROM accounts_user;

SELECT setval(pg_get_serial_sequence('index_project', 'id'), max(id)) FROM index_project;

SELECT setval(pg_get_serial_sequence('index_release', 'id'), max(id)) FROM index_release;

SELECT setval(pg_get_serial_sequence('moderation_campaign', 'id'), max(id)) FROM moderation_campaign;

SET session_replication_role = DEFAULT;
