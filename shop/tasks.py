"""What the worker does for the shop. Doors only: each task calls one function of its subject."""

from celery import shared_task
from django.core.management import call_command

# --- Orders, mail, delivery ---------------------------------------------------------------------------------------


@shared_task(name="shop.send_waiting_mail")
def send_waiting_mail() -> None:
    """Send the mails that are due."""
    from shop.mail import send_waiting

    send_waiting()


@shared_task(name="shop.resolve_unfinished_payments")
def resolve_unfinished_payments() -> None:
    """Catch up with card payments in doubt."""
    from shop.payments.unfinished import resolve_unfinished

    resolve_unfinished()


@shared_task(name="shop.make_slots_ahead")
def make_slots_ahead() -> None:
    """Keep a week of delivery slots on offer."""
    from shop.delivery import ensure_slots

    ensure_slots()


@shared_task(name="shop.clear_ended_sessions")
def clear_ended_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")


# --- Search -------------------------------------------------------------------------------------------------------


@shared_task(name="shop.reindex_products")
def reindex_products(product_ids: list[int]) -> None:
    """Index products that changed together, for example those of a renamed brand."""
    from shop.search.upkeep import reindex_and_tell

    reindex_and_tell(product_ids)


# --- Product lists ------------------------------------------------------------------------------------------------


@shared_task(name="shop.load_product_lists")
def load_product_lists() -> None:
    """Load the product lists that staff uploaded."""
    from shop.importing import uploads

    while uploads.run_next():
        pass
