"""What keeps the rows of the audit as they are."""

# Rows of the audit are only added: the database itself refuses to change or to lose one.
SENTENCE = "Rows of the audit are never changed and never deleted."
KEEP = {
    "postgresql": [
        f"""
        CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        "CREATE TRIGGER keep_audit_rows BEFORE UPDATE OR DELETE ON moderation_auditentry "
        "FOR EACH ROW EXECUTE FUNCTION keep_audit()",
        "CREATE TRIGGER keep_audit_whole BEFORE TRUNCATE ON moderation_auditentry "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()",
    ],
    "sqlite": [
        f"CREATE TRIGGER keep_audit_{act.lower()} BEFORE {act} ON moderation_auditentry "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for act in ("UPDATE", "DELETE")
    ],
}
LET_GO = {
    "postgresql": [
        "DROP TRIGGER keep_audit_rows ON moderation_auditentry",
        "DROP TRIGGER keep_audit_whole ON moderation_auditentry",
        "DROP FUNCTION keep_audit()",
    ],
    "sqlite": ["DROP TRIGGER keep_audit_update", "DROP TRIGGER keep_audit_delete"],
}


def keep_audit(apps, schema_editor):
    for statement in KEEP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def let_audit_go(apps, schema_editor):
    for statement in LET_GO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
