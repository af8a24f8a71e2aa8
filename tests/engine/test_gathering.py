"""Work that is asked for while the same is under way."""

import asyncio

from handlers.gathering import Gathering, Work


def test_of_what_is_asked_for_meanwhile_the_newest_is_done_and_done_last() -> None:
    done: list[str] = []

    def writing(name: str) -> Work:
        async def work() -> None:
            done.append(name)

        return work

    async def scene() -> None:
        gathering, begun, may_end = Gathering(), asyncio.Event(), asyncio.Event()

        async def first() -> None:
            begun.set()
            await may_end.wait()
            done.append("first")

        under_way = asyncio.create_task(gathering.run("form", first))
        await begun.wait()
        await gathering.run("form", writing("second"))
        await gathering.run("form", writing("third"))
        await gathering.run("another form", writing("beside it"))
        may_end.set()
        await under_way

    asyncio.run(scene())
    assert done == ["beside it", "first", "third"]
