"""Whether a server's memory stays level: `python benchmarks/reloads.py [--reloads 200]`.

Serves a vault with `mkdocs serve`, changes a note again and again, a new block in it each time, waits for
the page, and prints the megabytes of the server and of all processes that it started. The last line tells
how much more there is after the last reload than after a fifth of them, when all is loaded. For Linux,
which tells that.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

_CONFIG = "site_name: Vault\ntheme: {name: mkdocs}\nplugins: [search, matcalc]\n"
_NOTE = (
    "# Note {number}\n\nSee [[note {next}]]. $x_{number}$\n\n```matcalc\nd/dx ||A x - {number} y||^2\n```\n"
)
_CHANGED = "# Start\n\nreload {turn}\n\n```matcalc\nd/dx sum(exp(A x + {turn} y))\n```\n"
_NOTES = 30
# Seconds for one reload, and until the server watches its files.
_PATIENCE = 120
_SETTLING = 5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reloads", type=int, default=200)
    reloads = options.parse_args().reloads
    with TemporaryDirectory() as name:
        root = Path(name)
        write(root)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
        with subprocess.Popen(
            command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                measure(server.pid, root, f"http://{address}/", reloads)
            finally:
                server.terminate()


def write(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(_CONFIG)
    for number in range(_NOTES):
        text = _NOTE.format(number=number, next=(number + 1) % _NOTES)
        (root / f"docs/note {number}.md").write_text(text)
    change(root, 0)


def change(root: Path, turn: int) -> None:
    (root / "docs/index.md").write_text(_CHANGED.format(turn=turn))


def measure(server: int, root: Path, address: str, reloads: int) -> None:
    level = 0.0
    for turn in range(reloads + 1):
        if turn:
            change(root, turn)
        wait_for(address, f"reload {turn}<")
        if not turn:
            time.sleep(_SETTLING)
        if turn == reloads // 5:
            level = sum(held(server))
        if turn % max(1, reloads // 10) == 0:
            own, others = held(server)
            print(f"{turn:4} reloads: server {own:.0f} MB, its processes {others:.0f} MB", flush=True)
    print(f"{sum(held(server)) - level:+.1f} MB in the last {reloads - reloads // 5} reloads")


def wait_for(address: str, text: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            with urlopen(address) as page:
                if text in page.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{text} never came")


def held(server: int) -> tuple[float, float]:
    """Megabytes of the server, and of what it started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    children = [process for process in parents if parents[process] == server]
    return resident(server), sum(map(resident, children))


def resident(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGESIZE") / 10**6


if __name__ == "__main__":
    main()
