"""From a page's report to the warehouse, through the served shop: web server, worker, beat and the real emulator."""

import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit
from uuid import uuid4

from tests.live_shop import LiveShop
from tests.shop.crowd import Client

# Seconds are usual; a machine with much to do may need longer.
PATIENCE_S = 180


def test_what_a_page_reports_can_be_asked_for_soon_after(live_shop: LiveShop) -> None:
    address = urlsplit(live_shop.url)
    shopper = Client(HTTPConnection(address.hostname or "", address.port, timeout=60))
    event_id = str(uuid4())
    event = {
        "event_id": event_id,
        "event_type": "search_performed",
        "occurred_at": datetime.now(UTC).isoformat(),
        "query": "oat milk",
    }
    answer = shopper.post("events/", {"events": [event]})
    assert answer.status == 200, answer.body
    question = (
        f"SELECT event_type, JSON_VALUE(raw_event_data, '$.query') FROM raw_user_actions WHERE event_id = '{event_id}'"
    )
    deadline = time.monotonic() + PATIENCE_S
    while not (found := live_shop.warehouse(question)):
        assert time.monotonic() < deadline, live_shop.log()[-3000:]
        time.sleep(0.2)
    assert found == [("search_performed", "oat milk")]
    assert "up to date: nothing to do" in live_shop.manage("warehouse", "status")
    assert event_id in live_shop.manage("warehouse", "query", question.replace("event_type,", "event_id,"))
