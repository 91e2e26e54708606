"""The monitoring port: `/healthz`, `/readyz` and `/metrics`, for machines that watch the bot."""

from __future__ import annotations

import logging
from dataclasses import asdict
from ipaddress import ip_address
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.domain.errors import ConfigError
from bot.domain.options import MonitoringOptions
from bot.ops.health import Readiness
from bot.ops.metrics import PrometheusMeter

log = logging.getLogger(__name__)

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class Monitoring:
    """An async context manager that listens inside the block, where the settings switch it on."""

    def __init__(
        self, options: MonitoringOptions, meter: PrometheusMeter, readiness: Readiness
    ) -> None:
        self._options = options
        self._meter = meter
        self._readiness = readiness
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """Where it listens: `http://127.0.0.1:PORT`; empty where it does not."""
        if self._runner is None or not self._runner.addresses:
            return ""
        host, port = self._runner.addresses[0][:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def __aenter__(self) -> Self:
        if self._options.enabled:
            await self._listen()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _listen(self) -> None:
        """Raises `ConfigError` where the place cannot be had."""
        host, port = self._options.host, self._options.port
        app = web.Application(client_max_size=1)
        app.add_routes(
            [
                web.get("/healthz", self._healthz),
                web.get("/readyz", self._readyz),
                web.get("/metrics", self._metrics),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as exc:
            await self._runner.cleanup()
            raise ConfigError(
                "monitoring_port_taken",
                f"settings.yaml: monitoring: {host} port {port} cannot be had; choose another.",
                repr(exc),
            ) from exc
        if not ip_address(host).is_loopback:
            log.warning("%s shows figures to everybody who can reach it", self.address)
        log.info("monitoring at %s/metrics", self.address)

    async def _healthz(self, request: web.Request) -> web.Response:
        """That this is answered at all says that the bot lives."""
        return web.json_response({"alive": True})

    async def _readyz(self, request: web.Request) -> web.Response:
        health = await self._readiness.look()
        document = {"ready": health.ready, **asdict(health)}
        return web.json_response(document, status=200 if health.ready else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=self._meter.page(), headers={"Content-Type": PROMETHEUS})
