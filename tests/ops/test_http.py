"""The monitoring port: off unless it is switched on, on loopback, and honest."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import ConfigError
from bot.domain.options import MonitoringOptions
from bot.ops.http import Monitoring
from bot.ops.metrics import PrometheusMeter
from tests.loops import in_loop
from tests.ops.test_health import Parts, looking_at
from tests.ops.test_metrics import Figures

ANY_PORT = MonitoringOptions(enabled=True, port=0)


def monitoring(options: MonitoringOptions, parts: Parts | None = None) -> Monitoring:
    return Monitoring(options, PrometheusMeter(Figures()), looking_at(parts or Parts()))


async def get(here: Monitoring, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(here.address + path) as answer:
        return answer.status, await answer.text()


def test_it_is_off_and_on_loopback_by_default() -> None:
    assert not MonitoringOptions().enabled
    assert MonitoringOptions().host == "127.0.0.1"


@in_loop
async def test_switched_off_it_does_not_listen() -> None:
    async with monitoring(MonitoringOptions()) as here:
        assert here.address == ""


@in_loop
async def test_all_three_are_answered() -> None:
    async with monitoring(ANY_PORT) as here:
        assert await get(here, "/healthz") == (200, '{"alive": true}')
        status, text = await get(here, "/readyz")
        assert (status, json.loads(text)["ready"]) == (200, True)
        status, text = await get(here, "/metrics")
        assert status == 200
        assert "restage_queue_length 3.0" in text
        assert (await get(here, "/"))[0] == 404


@in_loop
async def test_it_lives_though_it_is_not_ready() -> None:
    async with monitoring(ANY_PORT, Parts(connected=False)) as here:
        status, text = await get(here, "/readyz")
        assert (status, json.loads(text)["ready"]) == (503, False)
        assert "Discord" in json.loads(text)["gateway"]
        assert (await get(here, "/healthz"))[0] == 200


@in_loop
async def test_a_port_that_is_taken_is_said() -> None:
    async with monitoring(ANY_PORT) as here:
        port = int(here.address.rpartition(":")[2])
        with pytest.raises(ConfigError) as caught:
            async with monitoring(MonitoringOptions(enabled=True, port=port)):
                pytest.fail("it listens twice")
    assert caught.value.code == "monitoring_port_taken"


@pytest.mark.parametrize("wrong", [{"host": "localhost"}, {"host": ""}, {"port": 70_000}])
def test_a_place_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"host|port"):
        MonitoringOptions(**wrong)
