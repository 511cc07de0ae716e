"""A purge whose worker is killed again and again while it runs: it ends by itself, and undo leaves no trace."""

import os
import signal
import sys
import time

from tests.flows.site import create_user

PROJECTS = 3000
PATIENCE_SECONDS = 120

# Rows as an upload leaves them, without its time.
FILL = f"""
from django.utils import timezone
from accounts.models import User
from index.models import DistributionFile, Project, Release, Role
owner, now = User.objects.get(username="mallory"), timezone.now()
projects = Project.objects.bulk_create(
    Project(name=f"films-{{n}}", normalized_name=f"films-{{n}}", confusable_key=f"f{{n}}", created_at=now)
    for n in range({PROJECTS})
)
Role.objects.bulk_create(Role(project=p, user=owner, kind="owner") for p in projects)
releases = Release.objects.bulk_create(
    Release(project=p, version="1.0", metadata={{}}, description_html="", created_at=now) for p in projects
)
DistributionFile.objects.bulk_create(
    DistributionFile(
        release=r, filename=f"films_{{r.pk}}-1.0-py3-none-any.whl", kind="bdist_wheel", size_bytes=1,
        sha256=f"{{r.pk:064x}}", blake2b_256="b" * 64, md5="c" * 32, metadata_sha256="d" * 64, uploaded_at=now,
    )
    for r in releases
)
"""
DUMP = """
import hashlib, json
from accounts.models import User
from index.models import DistributionFile, Project, Release, Role
columns = {Project: ["removed_at", "listed", "status"], User: ["is_active"], Role: ["kind"],
           Release: ["removed_at"], DistributionFile: ["removed_at"]}
rows = [list(model.objects.order_by("pk").values_list("pk", *names)) for model, names in columns.items()]
print(hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest())
"""
GONE = "from index.models import Project; print(Project.objects.exclude(removed_at=None).count())"


DIES_MIDWAY = """
import os, signal
import django
django.setup()
from django.db import connection
from config.celery import app
begun = []
def die_in_the_fifth_batch(execute, sql, params, many, context):
    answer = execute(sql, params, many, context)
    if 'UPDATE "index_project" SET "removed_at"' in sql:
        begun.append(sql)
        if len(begun) == 5:
            os.kill(os.getpid(), signal.SIGKILL)
    return answer
connection.execute_wrappers.append(die_in_the_fifth_batch)
app.worker_main(["worker", "-Q", "default,score,mail,train", "-P", "solo", "-l", "ERROR"])
"""


def shell(site, code):
    return site.manage("shell", "--no-imports", "-c", code)


def kill_all(process):
    """The worker, its scheduler and its children, with no moment to tidy up."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def work_until(site, number, words):
    """Start workers and kill each, until one could end it."""
    kills, end = 0, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        site.start_worker()
        worker = site.processes[-1]
        for _ in range(8 if kills < 3 else 60):
            time.sleep(1)
            if words in site.manage("purge", "status", number):
                return kills
        kill_all(worker)
        kills += 1
    raise TimeoutError(site.manage("purge", "status", number))


def test_a_purge_ends_by_itself_however_often_its_worker_is_killed(site):
    site.environment["PURGE_REACH_LIMIT"] = str(2 * PROJECTS)
    create_user(site, "mallory")
    shell(site, FILL)
    before = shell(site, DUMP)
    site.manage("purge", "draft", "--owner", "mallory")
    site.manage("purge", "confirm", "1", "--count", str(PROJECTS + 1), "--reason", "a wave of films")
    assert site.run(sys.executable, "-c", DIES_MIDWAY).returncode == -signal.SIGKILL
    assert 0 < int(shell(site, GONE)) < PROJECTS
    work_until(site, "1", "is removed: 3001 of 3001")
    assert int(shell(site, GONE)) == PROJECTS
    site.manage("purge", "undo", "1")
    work_until(site, "1", "is undone")
    assert shell(site, DUMP) == before
