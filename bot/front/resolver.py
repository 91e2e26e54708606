"""Names to addresses, public ones alone: no name leads into the network that the bot stands in."""

from __future__ import annotations

import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address, which a gateway connects to."""


class PrivateAddress(OSError):
    """A name leads to addresses of a private network and to no other."""


class PublicResolver(AbstractResolver):
    """Resolves as `inner` does and leaves out what is not on the internet: loopback, private and
    link-local networks, such as 169.254.169.254 where clouds keep credentials.

    aiohttp connects to what this gives, so that a name cannot mean something else a moment later.
    """

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a host. Raises `PrivateAddress` where it has none, and `OSError`
        where it is not known."""
        found = await self._inner.resolve(host, port, family)
        public = [each for each in found if is_public(each["host"])]
        if not public:
            raise PrivateAddress(f"{host} leads to {', '.join(each['host'] for each in found)}")
        return public

    async def close(self) -> None:
        """Close the inner one."""
        await self._inner.close()


def is_public(text: str) -> bool:
    """Whether an address is on the internet, itself and what is wrapped in it. False for what is no
    address."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in (address, *_inside(address)))


def _inside(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return ()
    translated = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    tunnelled = address.teredo[1] if address.teredo is not None else None
    wrapped = (address.ipv4_mapped, address.sixtofour, tunnelled, translated)
    return tuple(each for each in wrapped if each is not None)
