"""The running product for the tests of what it is sent, once a file."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.journeys.callers import Console, Officer, Visitor
from tests.journeys.product import Product, running_product


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Product]:
    async with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture
def unharmed(product: Product) -> Iterator[None]:
    with product.unharmed():
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def li_min(product: Product) -> AsyncIterator[Officer]:
    async with Officer([product.root]) as officer:
        yield await officer.enters("limin")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(product: Product) -> AsyncIterator[Console]:
    """李敏's browser."""
    async with Console([product.root]) as console:
        yield await console.enters("limin")


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(product: Product) -> AsyncIterator[Visitor]:
    """A page that nobody has written on yet."""
    async with Visitor([product.root]) as visitor:
        yield await visitor.opens()
