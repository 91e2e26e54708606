"""`bot.py sandbox`: the real bot in a stand-in for Discord, to be tried in a browser."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli.bot_process import BotProcess
from bot.cli.samples import SAMPLES
from bot.config.settings import Places
from bot.domain.errors import BotError, UsageError
from bot.sandbox.server import Sandbox

USUAL_PORT = 8420
READY_LIMIT_S = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSandbox:
    """The stand-in, and the bot that is connected to it."""

    discord: Sandbox
    bot: BotProcess

    async def ready(self) -> None:
        """Wait until the bot is connected and its commands are registered. Raises `BotError`."""
        waiting = asyncio.create_task(self.discord.ready(limit_s=READY_LIMIT_S))
        ended = asyncio.create_task(self.bot.ended())
        try:
            await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise BotError("sandbox_bot_ended", "The bot did not start; see above for why.")
            await waiting
        except TimeoutError as exc:
            raise BotError(
                "sandbox_bot_late", f"The bot was not ready within {READY_LIMIT_S:.0f} seconds."
            ) from exc
        finally:
            waiting.cancel()
            ended.cancel()


def run(options: argparse.Namespace) -> int:
    """Keep a sandbox open until Ctrl-C; 0 then."""
    host = checked_host(options.host)
    port = usual_port(host) if options.port is None else checked_port(host, options.port)
    asyncio.run(_run(options, host, port))
    return 0


async def _run(options: argparse.Namespace, host: str, port: int) -> None:
    print("Starting the bot …", flush=True)
    async with open_sandbox(
        options.places, host=host, port=port, quiet=not options.verbose
    ) as sandbox:
        tell(sandbox)
        if options.open:
            await asyncio.to_thread(webbrowser.open, sandbox.discord.address)
        await until_told(keep(sandbox))


@asynccontextmanager
async def open_sandbox(
    places: Places, *, host: str = "127.0.0.1", port: int = 0, quiet: bool = True
) -> AsyncIterator[OpenSandbox]:
    """A new sandbox with the bot in it, ready for commands. Raises `BotError`.

    The bot is configured as ever and has the models that are here, but its data are in a folder
    that goes with the sandbox: a new server knows nothing of the messages of an earlier one.
    """
    with TemporaryDirectory(prefix="restage-sandbox-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        if places.models.is_dir():
            (data / places.models.name).symlink_to(places.models.resolve())
        async with Sandbox(host=host, port=port, samples=SAMPLES) as discord:
            environment = {
                **discord.client_environment(),
                "RESTAGE_CONFIG": str(places.config),
                "RESTAGE_DATA": str(data),
            }
            async with BotProcess(environment, quiet=quiet) as bot:
                sandbox = OpenSandbox(discord=discord, bot=bot)
                await sandbox.ready()
                yield sandbox


def tell(sandbox: OpenSandbox) -> None:
    """Print where the sandbox is, and what it is not."""
    print(f"Restage is ready at {sandbox.discord.address}", flush=True)
    print(
        "That page is a stand-in on this machine, not Discord: no account, no token, and nothing "
        "is kept.\nOpen it in a browser. Ctrl-C ends it.",
        flush=True,
    )


async def keep(sandbox: OpenSandbox) -> None:
    """Start the bot again whenever it ends, for ever. Raises `BotError` where it does not come
    back."""
    while True:
        status = await sandbox.bot.ended()
        print(f"The bot ended with status {status}; it is started again.", file=sys.stderr)
        await sandbox.bot.restart()
        await sandbox.ready()


async def until_told(work: Coroutine[object, object, None]) -> None:
    """Run `work` until it is done, or until Ctrl-C or SIGTERM, which is as good an end."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        print("\nThe sandbox is closed.", flush=True)


def checked_host(host: str) -> str:
    """The address to listen at, with a warning where others can reach it. Raises `UsageError`.

    It is also in the links to files, so it must be one address, and one that a browser can go to.
    """
    try:
        address = ipaddress.IPv4Address("127.0.0.1" if host == "localhost" else host)
    except ValueError as exc:
        raise _no_host(host) from exc
    if address.is_unspecified:
        raise _no_host(host)
    if not address.is_loopback:
        print(
            f"Warning: everybody who can reach {address} can use this page, in anybody's name.",
            file=sys.stderr,
        )
    return str(address)


def _no_host(host: str) -> UsageError:
    return UsageError(
        "sandbox_host_wrong",
        f"“{host}” is no address to listen at; leave --host out, or name one IPv4 address of this "
        "machine, such as 192.168.1.20.",
    )


def usual_port(host: str) -> int:
    """The port that the sandbox usually has, so that a browser finds it again; 0, which is any
    free one, while another program has it."""
    return USUAL_PORT if _is_free(host, USUAL_PORT) else 0


def checked_port(host: str, port: int) -> int:
    """A port that was asked for. Raises `UsageError` where it cannot be had."""
    if not (0 <= port < 2**16 and _is_free(host, port)):
        raise UsageError(
            "sandbox_port_taken",
            f"Port {port} of {host} cannot be had; choose another, or leave --port out.",
        )
    return port


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
