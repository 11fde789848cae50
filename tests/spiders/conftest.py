"""A ledger on each database, for the promises that hold on both."""

from tests.ledger.conftest import database as database
from tests.ledger.conftest import postgresql_server as postgresql_server
