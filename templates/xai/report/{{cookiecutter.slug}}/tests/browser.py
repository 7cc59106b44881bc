"""A headless Chromium, driven through two pipes with its own protocol: no driver to install."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",  # commands are read from descriptor 3, answers written to 4
    "--no-sandbox",  # containers forbid it, and the page is our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
)

Answer = Any  # what JavaScript returns


def executable() -> str | None:
    """Return the browser's path; None where there is none, or no pipes to drive it with."""
    if os.name != "posix":
        return None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One tab. Answers are JSON, therefore Any."""

    def __init__(self, commands: IO[bytes], answers: IO[bytes]) -> None:
        """Open an empty tab in the browser behind the two pipes."""
        self._commands, self._answers = commands, answers
        self._count = 0
        self._session: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one command and return its result; what happens meanwhile goes to ``events``."""
        self._count += 1
        command = {"id": self._count, "method": method, "params": parameters, **self._session}
        self._commands.write(json.dumps(command).encode() + b"\0")
        self._commands.flush()
        while True:
            message = self._read()
            if message.get("id") == self._count:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return dict(message["result"])

    def _read(self) -> dict[str, Any]:
        """Return the next message."""
        held = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("the browser has ended")
            held += byte
        message = dict(json.loads(held))
        if "method" in message:
            self.events.append(message)
        return message

    def open(self, path: Path, width: int = 1280, *, dark: bool = False) -> None:
        """Load a file in a window of ``width`` pixels and wait until it has run."""
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.send("Emulation.setDeviceMetricsOverride", **metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.events.clear()
        self.send("Page.navigate", url=path.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._read()

    def evaluate(self, expression: str) -> Answer:
        """Return the value of a JavaScript expression; promises are waited for."""
        done = self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Press and release a key, as a person would."""
        for kind in ("keyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )


@contextmanager
def browser(path: str, profile: Path) -> Iterator[Page]:
    """Start the browser at ``path`` with an empty profile and end it again."""
    # Descriptors 3 and 4 are taken first, so that no end of a pipe is one that is copied over.
    taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(2)]
    (reads, commands), (answers, writes) = os.pipe(), os.pipe()
    for descriptor in taken:
        os.close(descriptor)
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    pipes = [(os.POSIX_SPAWN_DUP2, reads, 3), (os.POSIX_SPAWN_DUP2, writes, 4)]
    arguments = [path, *FLAGS, f"--user-data-dir={profile}"]
    started = os.posix_spawn(path, arguments, os.environ, file_actions=[*silent, *pipes])
    os.close(reads)
    os.close(writes)
    try:
        with os.fdopen(commands, "wb") as sender, os.fdopen(answers, "rb") as receiver:
            yield Page(sender, receiver)
    finally:
        os.kill(started, signal.SIGTERM)
        os.waitpid(started, 0)
