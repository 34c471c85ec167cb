"""Sign-in, sign-up and what happens to a visitor's things then."""

from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in
from django.contrib.sites.shortcuts import get_current_site
from django.db import connection, transaction
from django.dispatch import receiver
from django.http import HttpRequest

from shop import cart, identity, mail, signals
from shop.models import Order, PromotionRedemption, Subject, User


class AccountAdapter(DefaultAccountAdapter):
    """allauth as the shop wants it: its mails leave through the shop's own queue."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail instead of sending it while the person waits.

        It also answers in the same time whether or not the address is known.
        """
        everywhere = {"email": email, "request": self.request, "current_site": get_current_site(self.request)}
        message = self.render_mail(template_prefix, email, {**everywhere, **context})
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        mail.queue(
            cause=f"account:{uuid4().hex}", to=email, subject=str(message.subject), text=str(message.body), html=html
        )


@receiver(user_logged_in, dispatch_uid="shop.adopt_visitor")
def adopt_visitor(request: HttpRequest, user: User, **_: Any) -> None:
    """At every sign-in, sign-up included: what the visitor of this session gathered becomes the account's."""
    if not hasattr(request, "session"):
        return
    account = identity.subject_of_user(user)
    visitor = request.session.get(identity.SESSION_KEY)
    if visitor and visitor != str(account.id):
        merge_subjects(UUID(visitor), account.id)
    request.session[identity.SESSION_KEY] = str(account.id)


def merge_subjects(source_id: UUID, target_id: UUID) -> bool:
    """Make everything of the visitor `source` the account's `target`; return whether there was anything to do.

    Doing it twice, or from two tabs at once, is doing it once. The visitor's row stays, pointing to the account.
    Sends `subjects_merged` inside the transaction.
    """
    with transaction.atomic():
        # Not FOR UPDATE: a checkout under way holds a key-share lock on its subject and must not wait for us.
        locked = {
            subject.id: subject
            for subject in Subject.objects.select_for_update(no_key=True)
            .filter(id__in=[source_id, target_id])
            .order_by("id")
        }
        source, target = locked.get(source_id), locked.get(target_id)
        if source is None or target is None or source.user_id is not None or source.merged_into_id is not None:
            return False
        cart.merge(source_id, target_id)
        _move_orders(source_id, target)
        source.merged_into = target
        source.save(update_fields=["merged_into"])
        signals.subjects_merged.send(sender=Subject, source_id=source_id, target_id=target_id)
    return True


def _move_orders(source_id: UUID, target: Subject) -> None:
    with connection.cursor() as cursor:
        # Two subjects may have used the same idempotency key; the visitor's has done its work and steps aside.
        cursor.execute(
            "UPDATE shop_order mine SET idempotency_key = 'merged:' || mine.number"
            " FROM shop_order theirs WHERE mine.subject_id = %s AND theirs.subject_id = %s"
            " AND theirs.idempotency_key = mine.idempotency_key",
            [source_id, target.id],
        )
    Order.objects.filter(subject_id=source_id).update(subject=target, user_id=target.user_id)
    PromotionRedemption.objects.filter(subject_id=source_id).update(subject=target)
