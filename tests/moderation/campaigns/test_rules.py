"""The pure rules of campaigns: keys, names, contents, evidence, signs of innocence, words."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.documents import AccountFacts, Document, FileFacts
from moderation.campaigns import contents, innocence, words
from moderation.campaigns.evidence import LINE, MERGE_LINE, Seen, Shared, TextShared, weigh, weight_of
from moderation.campaigns.innocence import History
from moderation.campaigns.keys import MAX_KEYS, AccountTraits, Key, Kind, keys_of
from moderation.campaigns.names import pattern_of, word_pairs
from moderation.campaigns.words import Trait
from tests.distributions import make_sdist, make_wheel

JOINED = datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
LINKS = st.lists(st.tuples(st.just("Homepage"), st.text(max_size=30)), max_size=8)
OWNER = AccountTraits(7, JOINED, "firm.example", networks=("a1",))


def values(kind, *, name="tides", owner=OWNER, **document):
    return [key.value for key in keys_of(Document(name=name, **document), owner) if key.kind == kind]


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("free-tide-tables", "a-a-a"),
        ("tide-12", "a-9"),
        ("tide12-x", "a9-a"),
        ("xkqz94", "a4.92"),
        ("42", "92"),
    ],
)
def test_names_of_one_form_share_a_pattern(name, pattern):
    assert pattern_of(name) == pattern


def test_words_that_follow_each_other_are_pairs():
    assert word_pairs("order-lamp-online-17-x") == ["order lamp", "lamp online"]


@given(st.text(min_size=1, max_size=120), st.text(max_size=100), LINKS)
def test_keys_are_few_whatever_strangers_write(name, text, links):
    found = keys_of(Document(name=name, description=text, links=tuple(links)), OWNER)
    assert len(found) == len(set(found)) <= MAX_KEYS
    assert all(-(2**63) <= key.id < 2**63 and len(key.value) <= 100 for key in found)


def test_hosts_are_keys_where_software_is_not_developed():
    text = "See https://www.lamps.shop/now, https://github.com/x/y and https://ann.github.io/lamps"
    assert values(Kind.HOST, description=text) == ["lamps.shop", "ann.github.io"]


def test_sign_ups_of_one_burst_share_a_window_wherever_it_begins():
    for minutes in (10, 100, 119):
        other = AccountTraits(8, JOINED + timedelta(minutes=minutes))
        assert set(values(Kind.SIGNUP)) & set(values(Kind.SIGNUP, owner=other))
    far = AccountTraits(8, JOINED + timedelta(hours=9))
    assert not set(values(Kind.SIGNUP)) & set(values(Kind.SIGNUP, owner=far))


def test_a_big_provider_is_no_mail_domain():
    owner = AccountTraits(8, JOINED, "gmail.com", has_big_provider=True)
    assert (values(Kind.MAIL, owner=owner), values(Kind.PROVIDER, owner=owner)) == ([], ["gmail.com"])


def of_file(made, name, version="1.0"):
    filename, content = made
    return contents.keys_of_file(
        io.BytesIO(content), is_wheel=filename.endswith(".whl"), name=name, version=version
    )


@pytest.mark.parametrize("make", [make_wheel, make_sdist])
def test_empty_projects_share_a_key_whatever_they_are_called(make):
    files = {"readme.txt": "made 2026-03-01"}, {"readme.txt": "made 2026-04-11"}
    one = of_file(make("lamp-one", "1.0", files=files[0]), "lamp-one")
    other = of_file(make("Lamp.Two", "2.1", files=files[1]), "Lamp.Two", "2.1")
    assert one == other
    assert [key.kind for key in one] == [Kind.EMPTY]


def test_a_file_of_code_is_known_in_another_project():
    code = "def light(room):\n    return room.bright\n\n" * 20
    one = of_file(make_wheel("one", files={"one/a.py": code}), "one")
    other = of_file(make_wheel("two", files={"two/b.py": code, "two/c.py": "pass\n"}), "two")
    assert {key.kind for key in one} == {Kind.CONTENTS, Kind.FILE}
    assert {key for key in one if key.kind == Kind.FILE} == {key for key in other if key.kind == Kind.FILE}
    assert one[0] != other[0]


@pytest.mark.parametrize("is_wheel", [True, False])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00" + b"x" * 40])
def test_what_is_no_archive_has_no_keys(content, is_wheel):
    assert contents.keys_of_file(io.BytesIO(content), is_wheel=is_wheel, name="x", version="1") == []


def rare(kind, *, accounts=1, seen=2, honest=0):
    return Shared(kind, Seen(seen, honest), accounts)


NO_TEXT, NO_HISTORY = TextShared(), History()


def total(*shared, text=NO_TEXT, group=1):
    return weigh(shared, text, group_accounts=group, all_accounts=5000)


def test_one_strong_thing_is_enough_and_one_weak_is_not():
    for kind in (Kind.HOST, Kind.FILE, Kind.CONTENTS):
        assert total(rare(kind)).belongs
        assert total(rare(kind)).is_strong
    for kind in (Kind.MAIL, Kind.NETWORK, Kind.SIGNUP, Kind.NAME, Kind.EMPTY, Kind.ACCOUNT):
        assert not total(rare(kind)).belongs


def test_weak_things_add_up_but_are_not_strong():
    found = total(rare(Kind.MAIL), rare(Kind.EMPTY), rare(Kind.NAME))
    assert (found.belongs, found.is_strong) == (True, False)


def test_of_one_kind_only_the_strongest_counts():
    assert total(rare(Kind.MAIL), rare(Kind.MAIL)) == total(rare(Kind.MAIL))


def test_what_honest_accounts_have_as_well_weighs_nothing():
    assert (
        weight_of(rare(Kind.HOST, accounts=5, seen=40, honest=20), group_accounts=5, all_accounts=5000) == 0
    )
    assert weight_of(rare(Kind.HOST, accounts=5, seen=3000), group_accounts=5, all_accounts=5000) < 1


def test_the_same_text_counts_by_how_many_honest_accounts_say_it():
    assert total(text=TextShared(0.95, accounts=3)).total == MERGE_LINE
    assert not total(text=TextShared(0.95, accounts=3, honest=6)).belongs
    assert total(text=TextShared(0.6, accounts=3)).total < LINE


def document(**fields):
    account = AccountFacts(age_days=3, standing="newcomer")
    return Document(**{"name": "tides", "account": account, "files": (FileFacts("wheel", 900, 4),)} | fields)


def signs(spam_probability=0.02, history=NO_HISTORY, **fields):
    return innocence.signs_of(document(**fields), spam_probability, history)


def test_code_counts_only_where_the_model_finds_it_harmless():
    assert signs() == ["It holds 4 modules of code, and the model finds it harmless."]
    assert signs(0.8) == []
    assert signs(files=(FileFacts("wheel", 900, 1),)) == []


def test_a_repository_of_its_name_and_projects_here_count_beside_code():
    links = (("Source", "https://github.com/ann/tides"),)
    assert "It links to a repository of its own name." in signs(links=links)
    assert "It builds on projects of this index." in signs(dependencies_here=1)
    assert signs(0.8, links=links, dependencies_here=1) == []


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (AccountFacts(age_days=3, standing="trusted"), "Its owner is trusted."),
        (AccountFacts(age_days=400, standing="newcomer"), "Its owner's account is 400 days old."),
    ],
)
def test_an_owner_of_standing_or_age_counts_whatever_it_scores(account, words):
    assert words in signs(0.99, account=account)


def test_an_owner_who_was_judged_spam_before_has_no_sign_by_age():
    account = AccountFacts(age_days=400, standing="newcomer", earlier_spam_verdicts=1)
    assert signs(0.99, account=account) == []


def test_what_a_person_found_honest_counts():
    history = History(was_judged_honest=True, is_exempt=True, has_honest_projects=True)
    assert len(signs(0.99, history)) == 3


def trait(kind, projects, accounts=9, value="x"):
    return Trait(1, kind, value, projects, accounts, 0, 0, of_projects=100, of_accounts=10)


def test_links_are_told_in_words():
    traits = [
        trait(Kind.HOST, 98, value="a.shop"),
        trait(Kind.HOST, 99, value="b.shop"),
        trait(Kind.HOST, 10, value="c.shop"),
        trait(Kind.SIGNUP, 90, accounts=210, value="1"),
    ]
    assert words.links(traits, alike=94, projects=100) == [
        "the same 2 link hosts 98 %",
        "text at least 0.9 alike 94 %",
        "210 sign-ups within 4 h",
    ]


def test_a_window_is_told_by_when_it_began():
    (plain, shifted) = values(Kind.SIGNUP)
    assert trait(Kind.SIGNUP, 1, value=plain).words == "1 Mar 2026, 04:00 UTC"
    assert trait(Kind.SIGNUP, 1, value=shifted).words == "1 Mar 2026, 02:00 UTC"


def test_digests_and_hashes_are_not_shown():
    assert trait(Kind.NETWORK, 1, value="a1b2").words == ""


def test_the_band_of_scores():
    assert words.band([0] * 18 + [1, 9]) == (0.95, 1.0, 1.0)
    assert words.band([0] * 20) == (0.0, 0.0, 0.0)


def test_equal_keys_have_equal_ids_and_kinds_are_told_apart():
    assert Key(Kind.HOST, "a").id == Key(Kind.HOST, "a").id != Key(Kind.MAIL, "a").id
