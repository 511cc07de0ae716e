"""The demo beside a running site: its worker, and pip, which installs from it."""

import sys


def test_a_newcomer_fills_a_running_index_and_installs_from_it(site, tmp_path):
    site.start_worker()
    said = site.manage("demo")
    assert f"{site.url}/moderation/queue/" in said
    assert site.manage("queue", "wait", "--timeout", "60") == "Nothing waits to be scored."
    done = site.run(
        *(
            sys.executable,
            "-m",
            "pip",
            "--isolated",
            "install",
            "--no-cache-dir",
            "--target",
            str(tmp_path / "got"),
        ),
        *("--index-url", f"{site.url}/simple/", "tidelog-plot"),
    )
    assert done.returncode == 0, done.stderr
    code = "import tidelog, tidelog_plot.svg; print(tidelog.__version__, tidelog_plot.__version__)"
    assert site.run(sys.executable, "-c", code, PYTHONPATH=str(tmp_path / "got")).stdout == "3.1.0 2.0.0\n"
