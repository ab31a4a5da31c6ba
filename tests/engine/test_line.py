import asyncio

import pytest

from ld.engine.line import Full, Line


def run(work):
    return asyncio.run(work())


def test_clients_take_turns():
    async def work():
        line = Line(10, lambda item: None)
        order = []

        async def wait(client):
            await line.wait(client, 5)
            order.append(client)

        tasks = [asyncio.ensure_future(wait(client)) for client in "aaab"]
        await asyncio.sleep(0)
        for item in range(4):
            assert line.give(item)
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        assert not line.give(5)
        return order

    assert run(work) == ["a", "b", "a", "a"]


def test_it_is_bounded_for_all_and_for_each():
    async def work():
        line = Line(4, lambda item: None)
        tasks = [asyncio.ensure_future(line.wait("a", 5)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Full) as caught:
            await tasks[2]
        assert caught.value.share
        tasks += [asyncio.ensure_future(line.wait(client, 5)) for client in "bcd"]
        await asyncio.sleep(0)
        with pytest.raises(Full) as caught:
            await tasks[-1]
        assert not caught.value.share
        assert len(line) == 4
        line.fail(ValueError())
        assert len(line) == 0
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(each, ValueError) for each in results) == 4

    run(work)


def test_who_leaves_frees_the_place_and_gives_back():
    async def work():
        back = []
        line = Line(2, back.append)
        task = asyncio.ensure_future(line.wait("a", 5))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert len(line) == 0
        task = asyncio.ensure_future(line.wait("a", 5))
        await asyncio.sleep(0)
        line.give("worker")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert back == ["worker"]
        with pytest.raises(TimeoutError):
            await line.wait("a", 0.01)
        assert len(line) == 0

    run(work)
