"""`python bot.py`: the Discord bot, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys

from bot.app import Configuration, configure, open_bot
from bot.config.token import take_token
from bot.heap import keep_one_heap
from bot.log import log_what_nobody_catches

log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Run the bot; 0 when it was told to stop."""
    keep_one_heap()
    token = take_token()
    configuration = configure(options.places, quiet=options.quiet, secrets=[token])
    log_what_nobody_catches()
    asyncio.run(_serve(configuration, token, end_with_stdin=options.end_with_stdin))
    return 0


async def _serve(configuration: Configuration, token: str, *, end_with_stdin: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if end_with_stdin:
        _stop_at_end_of_stdin(stop)
    while await _serve_once(configuration, token, stop):
        log.info("the bot starts anew")


async def _serve_once(configuration: Configuration, token: str, stop: asyncio.Event) -> bool:
    """Run the bot until it is told to stop; True where it was closed and may open now."""
    async with open_bot(configuration) as bot:
        connected = asyncio.create_task(bot.client.run_until_closed(token), name="connection")
        told = asyncio.create_task(stop.wait(), name="signal")
        await asyncio.wait({connected, told}, return_when=asyncio.FIRST_COMPLETED)
        if connected.done():
            told.cancel()
            await connected  # raises what went wrong
            return bot.executor is None
        if bot.executor is not None:
            limit_s = configuration.settings.executor.drain_limit_s
            log.info("told to stop; the picture under way may take up to %g s", limit_s)
            await bot.executor.drain(limit_s)
        connected.cancel()
        await asyncio.gather(connected, return_exceptions=True)
        return False


def _stop_at_end_of_stdin(stop: asyncio.Event) -> None:
    """Stdin is a pipe from the process that started this one, which closes when that one ends,
    even where it is killed."""
    loop, stdin = asyncio.get_running_loop(), sys.stdin.fileno()

    def read() -> None:
        if not os.read(stdin, 4096):
            loop.remove_reader(stdin)
            stop.set()

    loop.add_reader(stdin, read)
