"""Passages: judged alone, so that a long honest README hides none of them."""

import pytest

from classifier import vocabulary
from classifier.documents import Document
from classifier.facts import FACTS
from classifier.passages import MAX_PASSAGES, passages, pressing
from classifier.reading import Reading
from tests.classifier.examples import README, REPOSITORY

AD = "Buy cheap flowers now and enjoy our best bouquets today: https://bloom-delivery-shop.com/cheap"


def fact(key, document):
    found = next(fact for fact in FACTS if fact.key == key)
    return found.measure(Reading(document)), found.quote(Reading(document))


@pytest.mark.parametrize("key", ["passage_presses", "passage_presses_away", "passage_presses_strangely"])
@pytest.mark.parametrize("description", [f"{README}\n\n{AD}\n", f"{AD}\n\n{README}", f"{README * 5}\n\n{AD}"])
def test_an_advertisement_is_seen_and_quoted_wherever_it_stands_in_a_readme(key, description):
    value, quote = fact(key, Document("tidewatch", description=description))
    assert value > 0.5
    assert "Buy cheap flowers" in quote
    assert fact(key, Document("tidewatch", description=README))[0] < 0.2


def test_a_summary_about_something_else_is_strange_and_quoted():
    hidden = Document("tidewatch", summary="Best cheap essays, buy now", description=README, links=REPOSITORY)
    assert fact("summary_strange_and_presses", hidden)[0] > 0.5
    assert fact("summary_presses", hidden) == (1.0, hidden.summary)
    plain = Document("tidewatch", summary="Reads harbour tide tables", description=README)
    assert fact("summary_strange", plain)[0] < 0.5
    assert fact("summary_presses", plain) == (0.0, "")


def test_with_too_little_to_compare_nothing_is_strange():
    assert (
        fact("summary_strange", Document("x", summary="Wave resampling", description="Resamples."))[0] == 0.0
    )


def test_the_words_of_an_address_and_of_a_name_press_too():
    pressing = Document("buy-cheap-now", links=(("Homepage", "https://buy-best-cheap.com/now"),))
    assert fact("name_presses", pressing)[0] == 1.0
    assert fact("address_presses", pressing)[0] > 0.5
    assert fact("address_presses", Document("tidewatch", links=REPOSITORY))[0] == 0.0


@pytest.mark.parametrize(
    "words",
    [
        "Compra barato ahora", "Jetzt billig kaufen", "Купить дёшево сейчас", "Hemen ucuz kazan", "今すぐ格安で購入",
        "立即购买优惠", "지금 바로 할인 구매", "ซื้อวันนี้รับส่วนลด", "اشتر الان ارخص", "Beli murah sekarang",
    ],
)  # fmt: skip
def test_pressing_is_known_in_many_languages(words):
    assert pressing(Reading(Document("x", summary=words)).summary_words) >= 0.5


def test_one_pressing_word_in_a_short_line_says_little():
    line = Reading(Document("x", summary="Reminds you of your pills")).summary_words
    assert pressing(line[:2]) < 0.7


@pytest.mark.parametrize(
    "words",
    [
        "Limits discounts on sale orders", "Compresses files in parallel", "Linting with ruff in the ring buffer",
        "Telegram bot that posts prices", "Prevents double payments of customers", "Económetría con datos de panel",
    ],
)  # fmt: skip
def test_words_of_honest_business_and_software_do_not_press(words):
    assert vocabulary.pressing_share(Reading(Document("x", summary=words)).summary_words) == 0.0


def test_first_and_last_passages_are_read_and_their_number_is_bounded():
    many = "\n\n".join(f"Paragraph number {n} reads files" for n in range(1000))
    found = passages("", many[:20_000], [])
    assert len(found) == MAX_PASSAGES
    assert "number 0 " in found[0].quote
    assert found[-1].quote in many


def test_a_long_paragraph_is_cut_so_that_nothing_drowns_in_it():
    drowned = " ".join([*["tables of tides are read from files"] * 60, AD])
    assert fact("passage_presses", Document("x", description=drowned))[0] > 0.1
    assert len(passages("", drowned, [])) > 3


def test_a_line_that_only_defines_an_address_is_no_passage():
    assert not passages("", ".. _here: https://tides.org/support\n\n[docs]: https://tides.org/docs\n", [])
