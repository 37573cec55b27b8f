"""A TCP proxy that cuts every connection after a random time or amount: `cut.py LISTEN TARGET SEED SLOWEST_MIB_PER_SECOND`.

Prints its number of cuts when it is told to end.
"""

import asyncio
import random
import signal
import sys

LISTEN, TARGET, SEED, RATE = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
MIB = 1024 * 1024
chance = random.Random(SEED)
cuts = 0


class Cut(Exception):
    """The line is gone."""


async def pump(reader, writer, budget, per_second):
    """Passes bytes on, no more than `budget` of them, no faster than `per_second`."""
    while data := await reader.read(64 * 1024):
        budget -= len(data)
        if budget <= 0:
            # Half of what was read still goes through: a cut knows no boundaries.
            writer.write(data[: len(data) // 2])
            await writer.drain()
            raise Cut
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(len(data) / per_second)
    if writer.can_write_eof():
        writer.write_eof()


async def line(client_reader, client_writer):
    global cuts
    server_reader, server_writer = await asyncio.open_connection("127.0.0.1", TARGET)
    budget = chance.randint(MIB // 2, 24 * MIB)
    up = asyncio.create_task(pump(client_reader, server_writer, budget, RATE * MIB))
    down = asyncio.create_task(pump(server_reader, client_writer, budget, RATE * MIB))
    try:
        await asyncio.wait_for(asyncio.gather(up, down), chance.uniform(0.5, 4))
    except (Cut, OSError, asyncio.TimeoutError):
        cuts += 1
    finally:
        up.cancel(), down.cancel()
        for writer in (client_writer, server_writer):
            # Without a word, as a line drops: what is on its way is lost.
            writer.transport.abort()


async def main():
    server = await asyncio.start_server(line, "127.0.0.1", LISTEN)
    ended = asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, ended.set)
    async with server:
        await ended.wait()
    print(f"connections cut: {cuts}", flush=True)


asyncio.run(main())
