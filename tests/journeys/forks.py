"""Starting `python -m …` fast: as a fork of a process that has read all modules already.

Reading them is most of a start, and the suite starts and kills some hundred processes. Nothing of
ours happens at import, so that a fork is as fresh as a new start; it is a process of its own, with
its own environment, that can be killed. `launch` starts one from the command line instead, as
tests/engine does.
"""

import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Protocol, TextIO, cast

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.journeys.preloaded"])


class Running(Protocol):
    """A running process and what it says, both outputs in one."""

    @property
    def pid(self) -> int:
        """Its process id."""

    @property
    def output(self) -> TextIO:
        """What it says; ends when it does."""

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""

    def wait(self, seconds: float) -> int:
        """Wait until it has ended, and return its exit status. Raises TimeoutError."""


class Start(Protocol):
    """Starts `python -m module arguments` in a folder, with these settings as its environment."""

    def __call__(
        self, module: str, arguments: list[str], settings: Mapping[str, str], folder: Path
    ) -> Running: ...


@dataclass(frozen=True)
class Fork:
    """A forked process."""

    process: ForkServerProcess
    output: TextIO

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process.pid is not None
        return self.process.pid

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.process.is_alive():
            os.kill(self.pid, number)

    def wait(self, seconds: float) -> int:
        """Wait until it has ended, and return its exit status. Raises TimeoutError."""
        self.process.join(seconds)
        if self.process.exitcode is None:
            raise TimeoutError(f"{self.process.name} did not end in {seconds:g} s.")
        return self.process.exitcode


def fork(module: str, arguments: list[str], settings: Mapping[str, str], folder: Path) -> Fork:
    """Start it as a fork."""
    reader, writer = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(
        target=_become,
        args=(module, arguments, dict(settings), folder, writer),
        name=module,
        daemon=True,
    )
    process.start()
    writer.close()
    output = os.fdopen(os.dup(reader.fileno()), encoding="utf-8", errors="replace")
    reader.close()
    return Fork(process, output)


@dataclass(frozen=True)
class Launched:
    """A process that was started from the command line."""

    process: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def output(self) -> TextIO:
        """What it says."""
        return cast("TextIO", self.process.stdout)

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        self.process.send_signal(number)

    def wait(self, seconds: float) -> int:
        """Wait until it has ended, and return its exit status. Raises TimeoutError."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(str(error)) from error


def launch(
    module: str, arguments: list[str], settings: Mapping[str, str], folder: Path
) -> Launched:
    """Start it from the command line."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=settings,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Launched(process)


def _become(
    module: str, arguments: list[str], settings: dict[str, str], folder: Path, output: Connection
) -> None:
    """Run the module, as Python does that is asked to."""
    for number in (1, 2):
        os.dup2(output.fileno(), number)
    output.close()
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(folder)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
