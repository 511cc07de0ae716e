"""What search needs beyond its model: each database's own columns and tables."""

# Columns and tables of search that only one of the two databases has; index.search reads and writes them.
CREATE = {
    "postgresql": [
        # The words as they are, stemmed; no word is too common to be looked for: `can` and `who` are projects.
        "CREATE TEXT SEARCH DICTIONARY gatehouse_stem (TEMPLATE = snowball, Language = english)",
        "CREATE TEXT SEARCH CONFIGURATION gatehouse (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION gatehouse ALTER MAPPING FOR asciiword, word, numword"
        " WITH gatehouse_stem",
        "ALTER TABLE index_searchentry ADD COLUMN classifiers bigint[] NOT NULL",
        "ALTER TABLE index_searchentry ADD COLUMN title tsvector NOT NULL",
        "ALTER TABLE index_searchentry ADD COLUMN document tsvector NOT NULL",
        # Documents lie outside their rows, the rest within: visiting 60,000 rows reads a few thousand pages.
        "ALTER TABLE index_searchentry SET (toast_tuple_target = 256)",
        "ALTER TABLE index_searchentry ALTER COLUMN document SET STORAGE EXTERNAL",
        "ALTER TABLE index_searchentry ALTER COLUMN title SET STORAGE MAIN",
        "ALTER TABLE index_searchentry ALTER COLUMN classifiers SET STORAGE MAIN",
        # Short pending lists: every search reads them from end to end, and none at all makes writing slow.
        "CREATE INDEX searchentry_title ON index_searchentry USING gin (title) WITH (gin_pending_list_limit = 512)",
        "CREATE INDEX searchentry_document ON index_searchentry USING gin (document) WITH (gin_pending_list_limit = 512)",
        "CREATE INDEX searchentry_classifiers ON index_searchentry USING gin (classifiers)"
        " WITH (gin_pending_list_limit = 512)",
        "CREATE INDEX searchentry_name_trigrams ON index_searchentry USING gin (name gin_trgm_ops)"
        " WITH (gin_pending_list_limit = 512)",
    ],
    "sqlite": [
        "ALTER TABLE index_searchentry ADD COLUMN names text NOT NULL DEFAULT ''",
        "ALTER TABLE index_searchentry ADD COLUMN summary text NOT NULL DEFAULT ''",
        "ALTER TABLE index_searchentry ADD COLUMN classifiers text NOT NULL DEFAULT ''",
        "ALTER TABLE index_searchentry ADD COLUMN description text NOT NULL DEFAULT ''",
        "CREATE VIRTUAL TABLE index_search_text USING fts5 (names, summary, description, classifiers,"
        " content = 'index_searchentry', content_rowid = 'id', tokenize = 'porter unicode61')",
        "CREATE VIRTUAL TABLE index_search_names USING fts5 (name,"
        " content = 'index_searchentry', content_rowid = 'id', tokenize = 'trigram')",
        """CREATE TRIGGER index_searchentry_added AFTER INSERT ON index_searchentry BEGIN
            INSERT INTO index_search_text (rowid, names, summary, description, classifiers)
            VALUES (new.id, new.names, new.summary, new.description, new.classifiers);
            INSERT INTO index_search_names (rowid, name) VALUES (new.id, new.name);
        END""",
        """CREATE TRIGGER index_searchentry_removed AFTER DELETE ON index_searchentry BEGIN
            INSERT INTO index_search_text
            (index_search_text, rowid, names, summary, description, classifiers)
            VALUES ('delete', old.id, old.names, old.summary, old.description, old.classifiers);
            INSERT INTO index_search_names (index_search_names, rowid, name) VALUES ('delete', old.id, old.name);
        END""",
    ],
}
DROP = {
    "postgresql": [
        "DROP TEXT SEARCH CONFIGURATION gatehouse",
        "DROP TEXT SEARCH DICTIONARY gatehouse_stem",
    ],
    "sqlite": [
        "DROP TRIGGER index_searchentry_added",
        "DROP TRIGGER index_searchentry_removed",
        "DROP TABLE index_search_text",
        "DROP TABLE index_search_names",
    ],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
