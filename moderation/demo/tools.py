"""Command line tools; some of trades that spam is in too: films, mail, games of chance, coins, text messages."""

from moderation.demo.projects import DemoProject, repository, repository_and_docs

CONSOLE = (
    "Environment :: Console",
    "Intended Audience :: Developers",
    "Programming Language :: Python :: 3",
)

DUSTPAN = """# dustpan

Sweeps build folders, byte code and caches out of a source tree. It never touches what git
knows.

```console
$ dustpan --dry-run
would remove  build/               12.1 MB
would remove  src/app/__pycache__   0.2 MB
```

Configure it in `pyproject.toml`:

```toml
[tool.dustpan]
keep = ["build/fonts"]
```
"""

COMMITLENS = """# commitlens

Checks commit messages: a subject of at most 72 characters, imperative, an empty line, a body
that says why. Runs as a hook or in CI.

## Use

    pip install commitlens
    commitlens install      # writes .git/hooks/commit-msg

Each rule has a number and can be turned off. `commitlens explain C104` says what it is for,
with a good and a bad example.

## Languages

The imperative is checked in English only. Other rules count characters, whatever the script.
"""

TOMLSORT = """tomlsort
========

Sorts tables and keys of TOML files and keeps comments where they belong::

    $ tomlsort pyproject.toml --check
    pyproject.toml: [project.optional-dependencies] is not sorted

Use ``--write`` to change the file. Blank lines separate groups that are sorted on their own.
"""

PORTWATCH = """# portwatch

Which process listens on which port, and since when.

    $ portwatch 8000
    8000  python   pid 4121  since 09:12  ~/src/shop

Linux and macOS. Reads `/proc` or asks `lsof`.
"""

PHOTODATE = """# photodate

Renames photographs by the moment they were taken, read from EXIF, and sorts them into folders
by month. Never overwrites: a second picture of the same second gets a letter.

```console
$ photodate ~/incoming --to ~/pictures --dry-run
IMG_0041.jpg -> 2024/07/2024-07-19T18-03-22.jpg
```

Formats: JPEG, HEIC, PNG with metadata, and most raw files.
"""

SIFTMAIL = """# siftmail

A spam filter for an IMAP mailbox that you train yourself. It learns from your junk folder
with a naive Bayes model and moves new spam there: cheap pills, casino bonuses, fake invoices,
*you have won a prize*.

## Start

    pip install siftmail
    siftmail train --folder Junk --good INBOX
    siftmail watch

Nothing leaves your machine. `siftmail explain 4711` prints the twenty words that decided.

## How well does it work?

On the author's mailbox of two years: 97 % of spam caught, 3 of 4,100 good mails moved. Train
on at least 200 of each.
"""

REELNOTES = """# reelnotes

A diary of the films you watch, on the command line.

```console
$ reelnotes add "The Lighthouse Keeper" --stars 4 --with mum
$ reelnotes year 2024
43 films, 11 of them twice
```

Notes are one text file a year, so they can be kept in git. `reelnotes plot` draws stars by
month. There is no download and no streaming here; it only remembers.
"""

BLACKJACK = """# blackjack-odds

Simulates hands of blackjack and prints what a strategy earns or loses against the casino.

```python
from blackjack_odds import Table, basic_strategy

result = Table(decks=6, hits_soft_17=True).play(basic_strategy, hands=1_000_000)
print(result.house_edge)   # about 0.005
```

Written for a lesson on probability. The tests compare with published tables.
"""

COINTABLE = """# cointable

Async client for public exchange rates of Bitcoin and other coins; answers are typed.

```python
rates = await cointable.fetch("BTC", "EUR")
print(rates.last, rates.at)
```

It only reads. There are no keys, no wallets and no orders.
"""

SMSMODEM = """smsmodem
========

Sends text messages through a GSM modem on a serial line, with plain AT commands::

    smsmodem --device /dev/ttyUSB0 send 5550100 "the greenhouse is at 4 degrees"

Long messages are split. Delivery reports are printed with ``--wait``.
"""

CSVDRIFT = """# csvdrift

Shows what changed between two CSV files, by key, not by line.

```console
$ csvdrift old.csv new.csv --key id
~ 1042  price  12.00 -> 12.50
+ 1077
```

Files larger than memory are fine if both are sorted by the key.
"""

MDTABLES = """# mdtables

Aligns the tables in Markdown files. Knows wide characters and escaped pipes.

    mdtables README.md docs/*.md

Use it as a pre-commit hook with `id: mdtables`.
"""

PROJECTS = (
    DemoProject(
        "dustpan",
        "pelle",
        "Sweep build folders and caches out of a source tree",
        DUSTPAN,
        versions=("0.1", "0.2", "0.3", "1.0"),
        first=175.2,
        last=9.1,
        modules=("cli", "sweeping"),
        classifiers=CONSOLE,
        links=repository("pelle", "dustpan"),
    ),
    DemoProject(
        "commitlens",
        "kestrel",
        "Check commit messages, and explain each rule",
        COMMITLENS,
        versions=("2.0.0", "2.1.0", "2.1.1", "2.2.0"),
        first=240.1,
        last=3.3,
        modules=("cli", "rules", "hooks"),
        classifiers=CONSOLE,
        links=repository_and_docs("kestrel", "commitlens"),
        license="Apache-2.0",
    ),
    DemoProject(
        "tomlsort",
        "hjelm",
        "Sort TOML files and keep their comments",
        TOMLSORT,
        content_type="text/x-rst",
        versions=("0.1.0", "0.2.0"),
        first=88.5,
        last=52.5,
        modules=("cli", "sorting"),
        classifiers=CONSOLE,
        links=repository("hjelm", "tomlsort"),
    ),
    DemoProject(
        "portwatch",
        "pelle",
        "Which process listens on which port, and since when",
        PORTWATCH,
        versions=("0.1.0",),
        first=6.8,
        last=6.8,
        modules=("cli",),
        links=repository("pelle", "portwatch"),
    ),
    DemoProject(
        "photodate",
        "otto-b",
        "Rename photographs by the moment they were taken",
        PHOTODATE,
        versions=("0.4", "0.5"),
        first=132.1,
        last=44.3,
        modules=("cli", "exif"),
        classifiers=CONSOLE,
        links=repository("otto-b", "photodate"),
    ),
    DemoProject(
        "siftmail",
        "otto-b",
        "A spam filter for IMAP mailboxes that you train yourself",
        SIFTMAIL,
        versions=("0.1", "0.2", "0.3"),
        first=160.5,
        last=7.7,
        modules=("bayes", "cli", "mailbox"),
        classifiers=("Environment :: Console", "Topic :: Communications :: Email :: Filters"),
        links=repository("otto-b", "siftmail"),
        license="GPL-3.0-or-later",
    ),
    DemoProject(
        "reelnotes",
        "otto-b",
        "Command line diary of the films you watch",
        REELNOTES,
        versions=("0.1", "0.2"),
        first=58.5,
        last=16.5,
        modules=("cli", "diary"),
        links=repository("otto-b", "reelnotes"),
    ),
    DemoProject(
        "blackjack-odds",
        "bramble7",
        "Monte Carlo simulation of blackjack strategies",
        BLACKJACK,
        versions=("1.0", "1.1"),
        first=36.1,
        last=22.5,
        modules=("table", "strategy"),
        links=repository("bramble7", "blackjack-odds"),
    ),
    DemoProject(
        "cointable",
        "nuri-k",
        "Typed async client for exchange rates of coins",
        COINTABLE,
        versions=("0.1.0", "0.2.0", "0.2.1"),
        first=49.2,
        last=10.5,
        modules=("client",),
        links=repository("nuri-k", "cointable"),
    ),
    DemoProject(
        "smsmodem",
        "saltmarsh",
        "Send text messages through a GSM modem",
        SMSMODEM,
        content_type="text/x-rst",
        versions=("3.0", "3.1"),
        first=270.1,
        last=140.3,
        modules=("at", "cli"),
        has_wheels=False,
        links=repository("saltmarsh", "smsmodem"),
        license="GPL-2.0-only",
    ),
    DemoProject(
        "csvdrift",
        "nuri-k",
        "What changed between two CSV files, by key",
        CSVDRIFT,
        versions=("0.1.0",),
        first=1.6,
        last=1.6,
        modules=("cli", "compare"),
        links=repository("nuri-k", "csvdrift"),
    ),
    DemoProject(
        "mdtables",
        "quillon",
        "Align the tables in Markdown files",
        MDTABLES,
        versions=("1.0.0", "1.0.1"),
        first=104.3,
        last=81.4,
        modules=("cli",),
        classifiers=CONSOLE,
        links=repository("quillon", "mdtables"),
    ),
)
