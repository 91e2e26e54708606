"""Which addresses are on the internet, and which are at home."""

from __future__ import annotations

import pytest

from bot.front.resolver import is_public


@pytest.mark.parametrize(
    "address", ["162.159.130.233", "8.8.8.8", "2606:4700::6812:1", "2620:fe::9"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1",
        "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "localhost", "", "1", "not an address",
    ],
)  # fmt: skip
def test_at_home(address: str) -> None:
    assert not is_public(address)
