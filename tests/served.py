"""Servers and an ssh of our own, for what git says about repositories that it cannot have."""

import base64
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Manner:
    """How a server answers; with ``status`` 200 it serves files, to who knows the ``password``."""

    status: int = 200
    words: str = ""
    password: tuple[str, str] | None = None
    seen: list[str | None] = field(default_factory=list)  # the Authorization of each request


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, manner: Manner, **kwargs: object) -> None:
        self.manner = manner
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came

    def log_message(self, *_: object) -> None:
        """Be silent."""

    def do_GET(self) -> None:
        given = self.headers.get("Authorization")
        self.manner.seen.append(given)
        if self.manner.password is not None:
            known = base64.b64encode(":".join(self.manner.password).encode()).decode()
            if given != f"Basic {known}":
                self._refuse(401)
                return
        if self.manner.status == 200:
            self.path = self.path.partition("?")[0]
            super().do_GET()
        else:
            self._refuse(self.manner.status)

    def _refuse(self, status: int) -> None:
        body = self.manner.words.encode()
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def http(folder: Path, manner: Manner) -> Iterator[int]:
    """Serve ``folder`` on this machine, and give the port."""
    handler = partial(_Handler, directory=str(folder), manner=manner)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def git(folder: Path, *words: str) -> str:
    """Run git and return what it prints."""
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def template(folder: Path, files: Mapping[str, str], *, kind: str = "sha1") -> Path:
    """Make a repository of ``files``, with one commit, a tag and what dumb http needs."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main", f"--object-format={kind}")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    git(folder, "tag", "v1")
    git(folder, "update-server-info")
    return folder


def ssh(folder: Path, script: str) -> str:
    """Write an ssh that does what ``script`` says, and return its path."""
    path = folder / "ssh"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)
