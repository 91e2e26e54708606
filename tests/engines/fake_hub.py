"""The parts of the Hugging Face Hub that a download needs, on the loopback."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass(kw_only=True)
class FakeHub:
    """One repository at one commit. `files` are its contents by name; those in `large` are said
    to be in LFS, with their SHA-256. `lies` replaces what is sent for a file, `refuse` answers
    everything with a status and an error code, as the hub does for gated repositories."""

    repository: str
    files: dict[str, bytes]
    large: tuple[str, ...] = (".safetensors",)
    lies: dict[str, bytes] = field(default_factory=dict)
    refuse: tuple[int, str] | None = None
    asked: list[str] = field(default_factory=list)
    endpoint: str = ""

    def listing(self) -> bytes:
        """The answer to a question about the repository."""
        siblings = []
        for name, data in self.files.items():
            entry = {"rfilename": name, "size": len(data), "blobId": _git_id(data)}
            if name.endswith(self.large):
                sha256 = hashlib.sha256(data).hexdigest()
                entry["lfs"] = {"sha256": sha256, "size": len(data), "pointerSize": 134}
            siblings.append(entry)
        return json.dumps(
            {"id": self.repository, "modelId": self.repository, "sha": COMMIT, "siblings": siblings}
        ).encode()

    def etag(self, name: str) -> str:
        """The hash that the hub names in the headers of a file."""
        data = self.files[name]
        return hashlib.sha256(data).hexdigest() if name.endswith(self.large) else _git_id(data)


@contextmanager
def serve(hub: FakeHub) -> Iterator[FakeHub]:
    """Answer on a free port of the loopback, which is put into `hub.endpoint`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, hub, body=True)

        def do_HEAD(self) -> None:
            _answer(self, hub, body=False)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(request: BaseHTTPRequestHandler, hub: FakeHub, *, body: bool) -> None:
    hub.asked.append(f"{request.command} {request.path}")
    path = request.path.split("?")[0]
    name = re.sub(f"^/{hub.repository}/resolve/[^/]+/", "", path)
    status, data, headers = 200, b"", {"X-Repo-Commit": COMMIT}
    if hub.refuse is not None:
        status = hub.refuse[0]
        headers["X-Error-Code"] = hub.refuse[1]
    elif path.startswith(f"/api/models/{hub.repository}"):
        data = hub.listing()
        headers["Content-Type"] = "application/json"
    elif name in hub.files:
        data = hub.lies.get(name, hub.files[name])
        headers |= {"ETag": f'"{hub.etag(name)}"', "X-Linked-Size": str(len(hub.files[name]))}
    else:
        status = 404
        headers["X-Error-Code"] = "RepoNotFound" if path.startswith("/api/") else "EntryNotFound"
    request.send_response(status)
    for key, value in {**headers, "Content-Length": str(len(data))}.items():
        request.send_header(key, value)
    request.end_headers()
    if body:
        request.wfile.write(data)


def _git_id(data: bytes) -> str:
    header = f"blob {len(data)}\0".encode()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()
