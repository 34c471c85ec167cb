"""What runs by itself."""

from leafloaf.celery import app
from leafloaf.schedule import SCHEDULE


def test_every_entry_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


def test_a_queued_product_list_waits_for_seconds_only() -> None:
    (entry,) = (entry for entry in SCHEDULE.values() if entry["task"] == "shop.load_product_lists")
    assert entry["schedule"] <= 10
