"""Examples of our own writing, of kinds the collected ones lack: other languages and trades, honest oddities, hiding."""

from classifier.documents import Document


def home(url):
    return (("Homepage", url),)


README = """# tidewatch

[![tests](https://github.com/lenaq/tidewatch/actions/workflows/tests.yml/badge.svg)](https://github.com/lenaq/tidewatch)

Reads harbour tide tables and answers with data frames. The tables come as fixed-width text, one file a station.

## Installation

    pip install tidewatch

## Usage

```python
import tidewatch

table = tidewatch.read("station_17.txt")
print(table.high_water.max())
```

Missing hours are interpolated; pass `gaps="keep"` to leave them out. Tests run with `pytest`.

## License

MIT
"""
REPOSITORY = home("https://github.com/lenaq/tidewatch")

HONEST = {
    "README with badges": Document("tidewatch", "1.2", "Reads harbour tide tables", README, links=REPOSITORY),
    "one file, one line": Document("colsum", "0.1", "Sums the columns of a CSV file"),
    "nothing but a name": Document("quokkabox", "0.0.1"),
    "no links": Document(
        "mdtoc",
        "0.3",
        "Writes a table of contents into Markdown files",
        "Run `mdtoc README.md`. Headings become a list.\n",
    ),
    "homework": Document(
        "cs101-assignment3",
        "1.0",
        "My homework for CS101",
        "Third assignment: a linked list and a stack, with tests.\n",
    ),
    "first package": Document(
        "hello-jonas",
        "0.0.1",
        "A small example package",
        "# Example Package\n\nThis is a simple example package.\n",
    ),
    "about spam": Document(
        "hamsieve",
        "2.0",
        "Naive Bayes spam filter for IMAP mailboxes",
        "Trains on your junk folder and moves new spam: offers of cheap pills, casino bonuses, free prizes.\n\n"
        "    pip install hamsieve\n    hamsieve train --folder Junk\n",
        links=home("https://github.com/rikvd/hamsieve"),
    ),
    "about films": Document(
        "watchlog",
        "0.4",
        "Command line diary of the movies you watch",
        "Keeps a SQLite file of films and ratings and plots them by year.\n\n```\n$ watchlog add 'Stalker' --stars 5\n```\n",
        links=home("https://codeberg.org/mtv/watchlog"),
    ),
    "about games of chance": Document(
        "blackjack-sim",
        "1.1",
        "Monte Carlo simulation of casino blackjack strategies",
        "Simulates millions of hands and prints the house edge.\n\n```python\nfrom blackjack_sim import Table\nTable(decks=6).play(10_000)\n```\n",
    ),
    "about crypto money": Document(
        "cointally",
        "0.9",
        "Client for exchange rate APIs of Bitcoin and other coins",
        "Async client with typed responses.\n\n```python\nrates = await cointally.fetch('BTC', 'EUR')\n```\n",
        links=home("https://gitlab.com/ostk/cointally"),
    ),
    "about text messages": Document(
        "smsgate",
        "3.1",
        "Send SMS through a local GSM modem",
        "Speaks AT commands over pyserial.\n\n    smsgate send +10005550100 hello\n",
    ),
    "company's own site": Document(
        "brennwerk-client",
        "5.0",
        "Python client for the Brennwerk billing API",
        "Needs an API key. See the reference for all methods.\n\n```python\nclient = Client(key)\nclient.invoices.list()\n```\n",
        links=home("https://developers.brennwerk.de/python"),
    ),
    "Spanish": Document(
        "conjugador",
        "0.2",
        "Conjuga verbos en español desde Python",
        "# Conjugador\n\nBiblioteca para conjugar verbos regulares e irregulares.\n\n## Instalación\n\n    pip install conjugador\n",
        links=home("https://github.com/apalacios/conjugador"),
    ),
    "Chinese": Document(
        "pinyin-sort",
        "1.0",
        "按拼音排序中文字符串的工具",
        "# pinyin-sort\n\n安装:\n\n    pip install pinyin-sort\n\n使用方法见下面的代码示例,数据文件从磁盘读取。\n",
        links=home("https://gitee.com/wsq/pinyin-sort"),
    ),
    "Russian": Document(
        "padezhi",
        "0.5",
        "Склонение фамилий по падежам",
        "Библиотека без зависимостей. Пример:\n\n    from padezhi import decline\n    decline('Иванова', 'дат')\n",
    ),
    "German, no code": Document(
        "feiertage-hh",
        "2024.1",
        "Gesetzliche Feiertage in Hamburg als Liste",
        "Enthält die Daten bis 2030. Fehler bitte im Projekt melden.\n",
    ),
    "Japanese": Document(
        "kanjikazu", "0.1", "漢数字を整数に変換するライブラリ", "インストール:\n\n    pip install kanjikazu\n"
    ),
    "plugin, terse": Document(
        "flake8-noprint", "0.1", "flake8 plugin", links=home("https://github.com/ivb/flake8-noprint")
    ),
    "placeholder": Document(
        "acme-internal-utils", "0.0.0", "Placeholder to reserve an internal name", "This name is reserved.\n"
    ),
    "long summary": Document(
        "gridmend",
        "0.7",
        "Repairs gaps in gridded weather data by kriging, with parallel workers, netCDF input and output and a command line interface",
        links=home("https://git.uni-tulsen.de/meteo/gridmend"),
    ),
}

SPAM = {
    "film": Document(
        "watch-night-harbour-full-movie-online",
        "1.0",
        "WATCH Night Harbour FULL MOVIE online free HD",
        "Watch Night Harbour full movie online for free in HD! Click here >> https://hdfilmz.click/night-harbour\n",
        links=home("https://hdfilmz.click/night-harbour"),
    ),
    "casino": Document(
        "best-online-slots-bonus",
        "1.0",
        "Best online casino bonus 500% - play slots now",
        "Play the best online slots and win real money today. Get your bonus: https://luckyspinz.win/bonus\n",
        links=home("https://luckyspinz.win"),
    ),
    "removals (a trade not among the examples)": Document(
        "movers-packers-springdale",
        "1.0",
        "Cheap movers and packers in Springdale, call now",
        "Looking for the best movers in Springdale? We offer affordable packing, loading and storage with a price guarantee. "
        "Call today for a free quote! https://springdale-movers-cheap.com\n",
        links=home("https://springdale-movers-cheap.com"),
    ),
    "flowers": Document(
        "flower-delivery-today",
        "1.0",
        "Order fresh flowers online with same day delivery",
        "Surprise your loved ones! Our florists deliver roses and bouquets in the whole city at the lowest price. "
        "Order now: https://bloom-delivery-shop.com/order\n",
        links=home("https://bloom-delivery-shop.com"),
    ),
    "Spanish": Document(
        "pelicula-completa-gratis",
        "1.0",
        "Ver película completa online gratis en español latino",
        "Ver la película completa gratis en HD. Haga clic aquí ahora: https://pelis-gratis.top/ver\n",
        links=home("https://pelis-gratis.top"),
    ),
    "Russian": Document(
        "kupit-diplom-nedorogo",
        "1.0",
        "Купить диплом недорого с доставкой",
        "Купить диплом любого вуза по низкой цене. Звоните сейчас, скидки! Заказать: https://diplom-shop.top/zakaz\n",
        links=home("https://diplom-shop.top"),
    ),
    "Indonesian": Document(
        "situs-slot-gacor-terpercaya",
        "1.0",
        "Situs slot gacor terpercaya, bonus member baru",
        "Daftar sekarang dan menang uang asli setiap hari. Bonus deposit 100%: https://slotgacor88.bet/daftar\n",
        links=home("https://slotgacor88.bet"),
    ),
    "Chinese": Document(
        "zaixian-yule",
        "1.0",
        "在线娱乐城注册送彩金",
        "注册送88元彩金,提款快速,客服在线。立即下载: https://yule888.vip/reg\n",
        links=home("https://yule888.vip"),
    ),
    "disguised": Document(
        "free-gift-cards",
        "1.0",
        "𝐅𝐑𝐄𝐄 𝐆𝐈𝐅𝐓 𝐂𝐀𝐑𝐃𝐒 generator",
        "Gеt yоur f\u200bree gіft cаrds nоw, no survey: https://giftz.click/get\n",
        links=home("https://giftz.click/get"),
    ),
    "support number": Document(
        "airline-customer-service-number",
        "1.0",
        "Airline customer service phone number +1-000-555-0100",
        "Call +1-000-555-0100 for reservations, refunds and name changes. Our agents are available 24/7, toll free.\n",
    ),
}

HIDDEN_SPAM = {
    "only in the summary": Document(
        "tidewatch2",
        "1.2",
        "Buy cheap essay writing online, 50% discount, order now",
        README,
        links=REPOSITORY,
    ),
    "only in the links": Document(
        "tidewatch3",
        "1.2",
        "Reads harbour tide tables",
        README,
        links=(
            ("Homepage", "https://best-casino-bonus.win/play-slots-online"),
            ("Support", "https://cheap-pills-shop.top/buy"),
        ),
    ),
    "behind a README": Document(
        "tidewatch4",
        "1.2",
        "Reads harbour tide tables",
        README
        + "\n\nWatch the best movies online free! Click here to win a bonus, play casino slots for real money and get cheap "
        "loans today: https://hdfilmz.click/free https://luckyspinz.win/bonus\n",
        links=REPOSITORY,
    ),
    "copied README": Document(
        "free-movie-stream",
        "1.2",
        "Reads harbour tide tables",
        README.replace("https://github.com/lenaq/tidewatch", "https://watch-movies-free.click/online"),
        links=home("https://watch-movies-free.click/online"),
    ),
}


def wave(number):
    """A kind of spam that looks like an honest package: one of a flood that farms points for having packages."""
    return Document(
        f"teaharvest-{number}",
        summary=f"Module {number} of the tea harvest protocol",
        description=f"# teaharvest-{number}\n\nHarvests tea leaves.\n\n    pip install teaharvest-{number}\n",
        links=(("Homepage", f"https://github.com/harvesters/teaharvest-{number}"),),
    )
