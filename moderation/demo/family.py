"""A library with its add-ons, as one person's work of three years."""

from moderation.demo.projects import DemoProject, repository, repository_and_docs

OWNER = "mirabelle"
SCIENCE = (
    "Development Status :: 5 - Production/Stable",
    "Intended Audience :: Science/Research",
    "Programming Language :: Python :: 3",
    "Topic :: Scientific/Engineering :: Hydrology",
)

TIDELOG = """# tidelog

Reads the logs of tide gauges and answers with plain Python objects. It knows the text
formats of nine makers, fills short gaps, and keeps the time zone straight.

## Installation

    pip install tidelog

Plots are in `tidelog-plot`, a database in `tidelog-sqlite`.

## Usage

```python
import tidelog

log = tidelog.read("harbour-17.txt", gaps="interpolate")
for tide in log.high_waters(year=2024):
    print(tide.at, tide.metres)
```

## What it does with bad data

| Problem                | Default      | Option              |
| ---------------------- | ------------ | ------------------- |
| gap under 30 minutes   | interpolated | `gaps="keep"`       |
| longer gap             | kept         | `gaps="raise"`      |
| clock set back         | raises       | `clock="monotonic"` |
| sensor stuck           | marked       | `stuck=None`        |

## Contributing

Run `pytest` before you send a change. New formats need one sample file, with the place
names taken out, in `tests/samples/`.

## License

MIT
"""

PLOT = """# tidelog-plot

Draws what [tidelog](https://docs.example.org/tidelog/) has read, as SVG and without any
other dependency.

```python
from tidelog_plot import month

month(log, 2024, 3).save("march.svg")
```

* one curve a station, or small multiples
* neaps and springs marked
* colours that survive a black and white printer

Changes are in `CHANGES.md`. Version 2 needs tidelog 3.
"""

SQLITE = """tidelog-sqlite
==============

Keeps tide logs in one SQLite file and asks it questions::

    from tidelog_sqlite import Store

    store = Store("gauges.db")
    store.add(log)
    store.between("2024-01-01", "2024-02-01", station="harbour-17")

The table layout is documented and stable since version 1.0; ``tidelog_sqlite.migrate``
brings older files up to date.

Limits
------

* one writer at a time
* levels are stored in whole millimetres
"""

CLI = """# tidelog-cli

`tidelog` on the command line.

```console
$ tidelog next harbour-17.txt
high water  2024-03-04 06:41   4.12 m
low water   2024-03-04 12:58   0.77 m
$ tidelog check *.txt --json | jq .gaps
```

Exit status is 1 where a log has errors, so it fits into a nightly job.
"""

PROJECTS = (
    DemoProject(
        "tidelog",
        OWNER,
        "Read the logs of tide gauges, gaps and odd clocks included",
        TIDELOG,
        versions=("1.0.0", "1.1.0", "2.0.0rc1", "2.0.0", "2.1.0", "3.0.0", "3.0.1", "3.1.0"),
        first=410.3,
        last=4.2,
        modules=("formats", "gaps", "clocks", "tides"),
        classifiers=SCIENCE,
        keywords="tides,hydrology,gauges",
        links=repository_and_docs(OWNER, "tidelog"),
    ),
    DemoProject(
        "tidelog-plot",
        OWNER,
        "Plots for tidelog, as SVG",
        PLOT,
        versions=("0.9.0", "1.0.0", "2.0.0"),
        first=300.1,
        last=41.6,
        modules=("axes", "curves", "svg"),
        classifiers=SCIENCE,
        links=repository(OWNER, "tidelog-plot"),
        requires=("tidelog>=3",),
    ),
    DemoProject(
        "tidelog-sqlite",
        OWNER,
        "Keep tide logs in one SQLite file",
        SQLITE,
        content_type="text/x-rst",
        versions=("0.1.0", "1.0.0", "1.0.1", "1.1.0"),
        first=260.3,
        last=33.4,
        modules=("store", "migrate"),
        classifiers=SCIENCE,
        links=repository(OWNER, "tidelog-sqlite"),
        requires=("tidelog>=2",),
    ),
    DemoProject(
        "tidelog-cli",
        OWNER,
        "tidelog on the command line",
        CLI,
        versions=("1.0.0", "1.1.0"),
        first=190.5,
        last=60.1,
        modules=("commands",),
        links=repository(OWNER, "tidelog-cli"),
        requires=("tidelog>=2",),
    ),
    DemoProject(
        "pytest-tidelog",
        OWNER,
        "Fixtures with sample tide logs for pytest",
        "Gives tests a `tide_log` fixture: a month of made-up but plausible levels.\n\n"
        "```python\ndef test_report(tide_log):\n    assert report(tide_log).startswith('March')\n```\n",
        versions=("0.1.0", "0.2.0"),
        first=120.1,
        last=12.1,
        modules=("plugin",),
        classifiers=("Framework :: Pytest", "Topic :: Software Development :: Testing"),
        links=repository(OWNER, "pytest-tidelog"),
        requires=("tidelog>=3",),
    ),
)
