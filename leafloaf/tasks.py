"""What runs by itself so that operators can see. Doors only."""

from celery import shared_task


@shared_task(name="leafloaf.heartbeat")
def heartbeat() -> None:
    """Say that a worker takes tasks from the queue."""
    from leafloaf.heartbeats import alive

    alive("worker")


@shared_task(name="leafloaf.note_pipeline")
def note_pipeline() -> None:
    """Keep what the admin's page "Pipeline" draws."""
    from analytics.pipeline import note_minutes

    note_minutes()
