"""What runs by itself, and how often. A run that could not start before the next one is due is dropped (`expires`)."""

from typing import Any

from celery.schedules import crontab

from leafloaf.environment import environment

SCHEDULE: dict[str, dict[str, Any]] = {
    # --- shop ---
    "shop: send waiting mail": {
        "task": "shop.send_waiting_mail",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "shop: resolve unfinished payments": {
        "task": "shop.resolve_unfinished_payments",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "shop: make delivery slots ahead": {
        "task": "shop.make_slots_ahead",
        "schedule": crontab(minute="7"),
        "options": {"expires": 3600},
    },
    "shop: clear ended sessions": {
        "task": "shop.clear_ended_sessions",
        "schedule": crontab(hour="9", minute="23"),
        "options": {"expires": 3600},
    },
    # --- analytics ---
    "analytics: export events": {
        "task": "analytics.export_events",
        "schedule": environment().export_every_s,
        "options": {"expires": environment().export_every_s},
    },
    "analytics: tell the warehouse what changed": {
        "task": "analytics.tell_changes",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "analytics: keep the months of events": {
        "task": "analytics.keep_months",
        "schedule": crontab(minute="41", hour="*/6"),
        "options": {"expires": 3600},
    },
    # --- personalization ---
    "personalization: catch up with events": {
        "task": "personalization.tasks.catch_up_with_events",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "personalization: build neighbours": {
        "task": "personalization.tasks.build_neighbours",
        "schedule": crontab(hour="3", minute="20"),
        "options": {"expires": 3600},
    },
    # --- operators ---
    "leafloaf: worker's heartbeat": {
        "task": "leafloaf.heartbeat",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "leafloaf: note the pipeline": {
        "task": "leafloaf.note_pipeline",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # --- product lists ---
    "shop: load product lists": {
        "task": "shop.load_product_lists",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
}
