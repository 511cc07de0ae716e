"""What says the same: found among all releases, told apart by who said it first, remembered when it was judged."""

import random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classifier import labels, scoring, similarity
from classifier.documents import Document
from classifier.models import Band, Label, Signature
from classifier.signatures import ALIKE, band_keys, signature_of
from tests.factories import NOW, make_project, make_release, make_user, score

pytestmark = pytest.mark.django_db

README = (
    "Reads harbour tide tables and answers with data frames. The tables come as fixed-width text, one file for "
    "each station, with a header that names the datum. Missing hours are interpolated from their neighbours."
)
OTHER = (
    "A client for the billing interface of a hosting company, with typed answers, retries that back off, and a "
    "recorder of requests for tests. It needs a key, which the account page hands out."
)


def scored(text=README, *, project=None, version="1.0", **fields):
    release = make_release(project, version, description=text, summary="", **fields)
    score(release)
    return release


def edited(text, share, seed=1):
    chance = random.Random(seed)
    return " ".join("other" if chance.random() < share else word for word in text.split())


def found_by(release):
    return [alike.release_id for alike in similarity.look_alikes(release.pk)]


def test_a_copy_is_found_and_another_text_is_not():
    first, copy, other = scored(), scored(edited(README, 0.1)), scored(OTHER)
    assert found_by(first) == [copy.pk]
    assert found_by(copy) == [first.pk]
    assert found_by(other) == []
    [(_, alike)] = similarity.look_alikes(copy.pk)
    assert ALIKE <= alike < 1


def test_an_exact_copy_is_wholly_alike_and_comes_first():
    first, close, exact = scored(), scored(edited(README, 0.1)), scored()
    assert found_by(first) == [exact.pk, close.pk]
    assert similarity.look_alikes(first.pk)[0].similarity == 1.0


def test_a_document_that_is_no_release_can_be_asked_about():
    first = scored()
    assert similarity.look_alikes(Document("x", summary=README)) == [(first.pk, 1.0)]


@pytest.mark.parametrize(
    "text", ["", "UNKNOWN", "A small example", "https://example.com/a/long/address/of/no/words"]
)
def test_texts_that_say_nothing_are_like_nothing(text):
    scored(text)
    assert found_by(scored(text)) == []
    assert signature_of(Document("x", description=text)) == b""


def test_names_figures_case_and_addresses_make_no_difference():
    text = "Call the support of the airline at 555-0100 now, see https://one.example/a for more"
    same = "CALL the support of the Airline at 777-9999 now, see https://two.example/b/c for more"
    assert signature_of(Document("a-1", summary=text)) == signature_of(Document("zz-9", summary=same))


def test_texts_without_blanks_between_words_are_compared_too():
    text = "按拼音排序中文字符串的工具数据文件从磁盘读取使用方法见下面的代码示例安装之后运行命令即可得到结果"
    first = scored(text)
    assert found_by(scored(text.replace("磁盘", "网络"))) == [first.pk]


def test_releases_of_one_project_are_no_look_alikes_of_each_other_and_are_found_once():
    project = make_project()
    releases = [scored(project=project, version=f"{number}.0") for number in range(3)]
    assert found_by(releases[0]) == []
    assert found_by(scored()) == [releases[0].pk]
    assert Band.objects.filter(project=project).count() == 16


def test_a_release_that_is_scored_again_with_another_text_leaves_its_old_look_alikes():
    copy, release = scored(), scored()
    release.description = OTHER
    release.save()
    score(release)
    assert found_by(release) == []
    assert found_by(copy) == []


def test_of_a_thousand_copies_the_oldest_and_the_newest_are_found_in_a_bounded_number_of_rows():
    releases = [scored()]
    signature = bytes(Signature.objects.get().minhash)
    for _ in range(120):
        releases.append(make_release())
        similarity.remember(releases[-1], signature)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = [alike.release_id for alike in similarity.look_alikes(releases[60].pk, limit=1000)]
    assert len(queries) == 3
    assert releases[0].pk in found
    assert releases[-1].pk in found
    assert len(found) == 2 * 25


# Who said it first


def copied_from(release):
    document = scoring.document_of(release, now=NOW)
    return [alike.release_id for alike in similarity.copied_from(release, document)]


def test_the_younger_copy_is_told_from_the_older_text():
    first, copy = scored(), scored(edited(README, 0.05))
    assert copied_from(copy) == [first.pk]
    assert copied_from(first) == []


def test_a_later_release_of_the_older_text_does_not_copy_its_copy():
    project = make_project()
    scored(project=project)
    scored()  # the copy
    assert copied_from(scored(project=project, version="2.0")) == []


def test_an_old_project_that_takes_up_a_new_text_has_copied_it():
    sleeper = make_project()
    scored(OTHER, project=sleeper)
    first = scored()
    late = scored(project=sleeper, version="2.0")
    assert copied_from(late) == [first.pk]
    assert copied_from(first) == []


def test_one_owner_may_use_a_text_in_many_projects():
    ann = make_user()
    scored(project=make_project(owner=ann))
    assert copied_from(scored(project=make_project(owner=ann))) == []


def test_scoring_out_of_order_does_not_change_who_was_first():
    project = make_project()
    first, second = (make_release(project, version, description=README) for version in ("1.0", "2.0"))
    copy = make_release(description=README)
    for release in (second, copy, first):
        score(release)
    assert copied_from(copy) == [first.pk]


# What was decided


def test_what_was_decided_on_look_alikes_is_found_and_undone_with_the_verdict():
    spam, honest, waiting = scored(), scored(edited(README, 0.1)), scored()
    label = labels.record(release=spam, is_spam=True, labelled_by="ada", now=NOW)
    labels.record(release=honest, is_spam=False, labelled_by="ada", now=NOW)
    labels.record(release=scored(OTHER), is_spam=True, labelled_by="ada", now=NOW)
    assert similarity.decided_look_alikes(waiting) == [
        (spam.project.normalized_name, True, 1.0, NOW),
        (honest.project.normalized_name, False, pytest.approx(0.85, abs=0.2), NOW),
    ]
    labels.retract(label, now=NOW)
    assert [decided.is_spam for decided in similarity.decided_look_alikes(waiting)] == [False]


def test_a_project_s_own_verdict_is_none_on_a_look_alike_and_the_last_one_of_another_counts():
    one, two = scored(), scored()
    labels.record(release=one, is_spam=True, labelled_by="ada", now=NOW)
    labels.record(release=one, is_spam=False, labelled_by="ada", now=NOW)
    assert [decided.is_spam for decided in similarity.decided_look_alikes(two)] == [False]
    assert similarity.decided_look_alikes(one) == []


def test_verdicts_of_a_purge_are_found_too():
    spam, waiting = scored(), scored()
    labels.record_spam(project_ids=[spam.project_id], labelled_by="ada", now=NOW)
    assert [decided.project_name for decided in similarity.decided_look_alikes(waiting)] == [
        spam.project.normalized_name
    ]


def test_labels_of_the_release_before_are_completed():
    spam, waiting = scored(), scored()
    labels.record(release=spam, is_spam=True, labelled_by="ada", now=NOW)
    whole = Label.objects.values("signature", "fingerprint").get()
    Label.objects.update(signature=None, fingerprint="")
    similarity.LabelBand.objects.all().delete()
    assert labels.complete() == 1
    assert labels.complete() == 0
    assert Label.objects.values("signature", "fingerprint").get() == whole
    assert similarity.decided_look_alikes(waiting)


def test_what_was_scored_before_there_were_signatures_is_signed_by_the_command(capsys):
    first, copy = scored(), scored()
    Signature.objects.all().delete()
    Band.objects.all().delete()
    assert found_by(copy) == []
    call_command("classifier", "sign")
    assert "Signed 2 releases and 0 labels." in capsys.readouterr().out
    assert found_by(copy) == [first.pk]


def test_keys_are_in_order_so_that_two_workers_cannot_lock_each_other_out():
    keys = band_keys(signature_of(Document("x", description=README)))
    assert keys == sorted(keys)
    assert len(set(keys)) == 16
