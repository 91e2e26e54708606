"""The worker's ends of the pipe."""

import multiprocessing
from multiprocessing.connection import Connection

from bot.executor import wire
from bot.executor.messages import Cancel, Run, Stop
from bot.executor.orders import Orders
from tests.fakes import a_task


def listen_for_ever(pipe: Connection) -> None:
    """A worker in whose engine nothing ever happens."""
    orders = Orders(pipe)
    orders.listen()
    orders.next()
    orders.next()


def test_cancellations_are_heard_while_a_pass_runs() -> None:
    ours, theirs = multiprocessing.Pipe()
    orders = Orders(theirs)
    orders.listen()
    for order in (Run(tasks=(a_task("1"), a_task("2"))), Cancel(job_id="2"), Stop()):
        if isinstance(order, Stop):
            run = orders.next()
            assert isinstance(run, Run)
            assert not orders.unwanted(["1", "2"])
        wire.send(ours, wire.encode(order))
    assert orders.next() == Stop()
    assert orders.unwanted(["2"])
    assert orders.unwanted(["1"])  # a worker that is to stop renders for nobody


def test_the_end_of_the_pipe_ends_the_worker() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=listen_for_ever, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    wire.send(ours, wire.encode(Run(tasks=(a_task(),))))
    ours.close()
    process.join(timeout=20)
    assert process.exitcode == 1
