"""The page's server: what it serves, to whom, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from bot.sandbox.webpage import PAGE, sample_photos
from tests.loops import in_loop


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    (tmp_path / "mug.jpg").write_bytes(b"\xff\xd8mug")
    (tmp_path / "notes.txt").write_text("no photo")
    return tmp_path


@in_loop
async def test_every_file_of_the_page_comes_with_a_policy() -> None:
    async with Sandbox() as sandbox, aiohttp.ClientSession() as session:
        for name in ["", *(f"page/{path.name}" for path in PAGE.iterdir())]:
            async with session.get(f"{sandbox.address}/{name}") as response:
                assert response.status == 200, name
                policy = response.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["page/nothing.js", "page/..%2Fserver.py", "page/samples/..%2F..%2Fetc%2Fpasswd", "x"]
)
@in_loop
async def test_nothing_else_is_served(path: str) -> None:
    async with (
        Sandbox() as sandbox,
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.address}/{path}") as response,
    ):
        assert response.status == 404


def test_the_page_uses_nothing_from_elsewhere_and_no_html_from_strings() -> None:
    for path in PAGE.iterdir():
        text = path.read_text("utf-8")
        for forbidden in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ):
            assert forbidden not in text, f"{path.name} uses {forbidden}"
        assert "//cdn" not in text
        assert "@import" not in text


@in_loop
async def test_another_site_may_neither_upload_nor_listen() -> None:
    async with Sandbox() as sandbox, aiohttp.ClientSession() as session:
        elsewhere = {"Origin": "http://evil.example"}
        async with session.post(f"{sandbox.address}/page/files", headers=elsewhere) as response:
            assert response.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{sandbox.address}/page/socket", headers=elsewhere)
        renamed = {"Host": "evil.example:80"}
        async with session.get(sandbox.address, headers=renamed) as response:
            assert response.status == 403


@in_loop
async def test_uploads_and_samples_become_attachments(samples: Path) -> None:
    async with Sandbox(samples=samples) as sandbox, aiohttp.ClientSession() as session:
        upload = f"{sandbox.address}/page/files"
        async with session.post(f"{upload}?name=a b.png", data=b"photo") as response:
            stored = await response.json()
        assert (stored["filename"], stored["title"], stored["size"]) == ("a_b.png", "a b", 5)
        async with session.post(f"{upload}?sample=mug.jpg") as response:
            sample = await response.json()
        async with session.get(sample["url"]) as response:
            assert await response.read() == b"\xff\xd8mug"
        async with session.get(f"{sandbox.address}/page/samples/mug.jpg") as response:
            assert response.content_type == "image/jpeg"
        async with session.post(f"{upload}?sample=notes.txt") as response:
            assert response.status == 404


@in_loop
async def test_an_upload_over_the_limit_is_refused() -> None:
    options = Options(attachment_limit_bytes=1000)
    async with Sandbox(options=options) as sandbox, aiohttp.ClientSession() as session:
        async with session.post(f"{sandbox.address}/page/files", data=bytes(1001)) as response:
            assert response.status == 413
        assert sandbox.world.files.size_bytes == 0


def test_samples_are_photos_in_order(tmp_path: Path, samples: Path) -> None:
    assert list(sample_photos(samples)) == ["mug.jpg"]
    assert sample_photos(None) == sample_photos(tmp_path / "missing") == {}
