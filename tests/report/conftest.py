"""Two arms and two references, with results made by hand."""

import pytest

from reported import results, small


@pytest.fixture(scope="module")
def p():
    return small()


@pytest.fixture(scope="module")
def found(p):
    return results(p)
