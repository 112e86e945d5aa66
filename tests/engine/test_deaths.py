"""Processes of the engine end with the process that started them, however that ends."""

from __future__ import annotations

import fcntl
import gc
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest

from mkdocs_matcalc.engine.worker import Worker

HERE = Path(__file__).parent
# Seconds in which a busy machine starts, or ends, what is waited for.
PATIENCE = 60

HOOK = """
from functools import partial
from mkdocs.plugins import event_priority
from mkdocs_matcalc.engine.worker import Worker

@event_priority(1000)
def on_config(config):
    config.plugins["matcalc"].new_worker = partial(Worker, engine="hostile_engine")
"""
COMMAND = """
import sys
from functools import partial
import mkdocs_matcalc.commands.notes as notes
from mkdocs_matcalc.commands.main import main
notes.Worker = partial(notes.Worker, engine="hostile_engine")
main()
"""
# As people write it: nothing is kept from running again where the file is imported.
EXTENSION = """
import sys
from functools import partial
from markdown import markdown
import mkdocs_matcalc.site.markdown.standalone as standalone
standalone.Worker = partial(standalone.Worker, engine="hostile_engine")
print(markdown(open("docs/index.md").read(), extensions=["matcalc"]))
"""
MKDOCS = (sys.executable, "-m", "mkdocs")
HOSTS = {
    "build": (*MKDOCS, "build"),
    "serve": (*MKDOCS, "serve", "--dev-addr", "127.0.0.1:0"),
    "derive": (sys.executable, "command.py", "derive", "docs/index.md"),
    "expand": (sys.executable, "command.py", "expand", "docs/index.md"),
    "Markdown": (sys.executable, "extension.py"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site whose blocks are never derived."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "called").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Notes\nhooks: [hook.py]\nplugins: [matcalc: {timeout: 0}]\n"
    )
    for name, text in (("hook.py", HOOK), ("command.py", COMMAND), ("extension.py", EXTENSION)):
        (tmp_path / name).write_text(text)
    write(tmp_path, "endless")
    return tmp_path


def write(folder: Path, block: str) -> None:
    (folder / "docs/index.md").write_text(f"```matcalc\n{block}\n```\n")


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a host of the engine in the folder, with a terminal or without one."""
    hosts: list[subprocess.Popen[bytes]] = []

    def begin(host: str, terminal: int | None = None) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
        environment["CALLED"] = str(folder / "called")
        given = subprocess.DEVNULL if terminal is None else terminal
        hosts.append(
            subprocess.Popen(
                HOSTS[host],
                cwd=folder,
                env=environment,
                stdin=given,
                stdout=given,
                stderr=given,
                start_new_session=True,
                preexec_fn=partial(prepare, terminal),
            )
        )
        return hosts[-1]

    def prepare(terminal: int | None) -> None:
        # Whoever runs the tests may ignore them, as a shell does for what it runs in the background.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if terminal is not None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    yield begin
    for each in hosts:
        each.kill()
        each.wait()
    for number in called(folder):
        if is_running(number):
            os.kill(number, signal.SIGKILL)


def called(folder: Path) -> list[int]:
    return [int(path.name) for path in (folder / "called").iterdir()]


def is_running(process: int) -> bool:
    said = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()[:1] not in ("", "Z")


def wait_until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def assert_all_end(folder: Path) -> None:
    processes = called(folder)
    assert processes
    wait_until(lambda: not any(map(is_running, processes)))


@pytest.mark.parametrize("host", HOSTS)
def test_processes_end_with_a_host_that_is_killed(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]], host: str
) -> None:
    running = start(host)
    wait_until(lambda: called(folder))
    running.send_signal(signal.SIGKILL)
    assert_all_end(folder)


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_processes_end_however_a_build_is_ended(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]], way: signal.Signals
) -> None:
    running = start("build")
    wait_until(lambda: called(folder))
    running.send_signal(way)
    assert_all_end(folder)


def test_processes_end_with_their_terminal(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    screen, terminal = pty.openpty()
    start("build", terminal)
    os.close(terminal)
    wait_until(lambda: called(folder))
    os.close(screen)
    assert_all_end(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems end such a process when it next listens")
def test_processes_end_in_the_middle_of_a_library_s_work(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    write(folder, "deaf")
    running = start("build")
    wait_until(lambda: called(folder))
    running.send_signal(signal.SIGKILL)
    assert_all_end(folder)


def test_processes_end_with_a_worker_that_is_forgotten() -> None:
    """Though the garbage is collected in the thread that waits for one of them."""
    worker = Worker(engine="hostile_engine")
    in_a_circle = [worker]
    in_a_circle.append(in_a_circle)
    future = worker.call("compute", "sound", {})
    collected: SimpleQueue[int] = SimpleQueue()
    future.add_done_callback(lambda _: collected.put(gc.collect()))
    del worker, in_a_circle
    process = future.result()["process"]
    assert collected.get(timeout=PATIENCE) > 0
    wait_until(lambda: not is_running(process))


def test_python_and_so_a_notebook_derives_in_its_own_process() -> None:
    """With nothing that could outlive it."""
    code = """if True:
        import subprocess
        def refuse(*given, **named):
            raise AssertionError(given)
        subprocess.Popen.__init__ = refuse
        import mkdocs_matcalc
        print(mkdocs_matcalc.derive("d/dx x^T x"))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "2 x" in done.stdout
