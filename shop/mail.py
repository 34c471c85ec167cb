"""The mail queue: written with the change that caused the mail, emptied by a task, each mail sent once.

A mail is claimed by setting its next attempt forward before it is handed to the mail server, so that a sender
that dies in between neither loses it nor lets a second sender take it in the same moment.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from shop.models import OutgoingMail

MAX_ATTEMPTS = 10
FIRST_RETRY = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
# A claim outlives any answer of a mail server that we would wait for.
CLAIM = timedelta(minutes=5)


def queue(cause: str, to: str, subject: str, text: str, html: str = "") -> None:
    """Write a mail to be sent, once per `cause`, in the caller's transaction."""
    OutgoingMail.objects.bulk_create(
        [OutgoingMail(cause=cause, to=to, subject=" ".join(subject.split())[:200], text=text, html=html)],
        ignore_conflicts=True,
    )


def send_waiting(limit: int = 50) -> int:
    """Send up to `limit` mails that are due; return how many left. Safe to run in several workers at once."""
    sent = 0
    for claimed in _claim(limit, timezone.now()):
        sent += _send(claimed)
    return sent


def _claim(limit: int, now: datetime) -> list[OutgoingMail]:
    with transaction.atomic():
        waiting = list(
            OutgoingMail.objects.select_for_update(skip_locked=True)
            .filter(sent_at__isnull=True, attempts__lt=MAX_ATTEMPTS, next_attempt_at__lte=now)
            .order_by("next_attempt_at", "id")[:limit]
        )
        for mail in waiting:
            mail.attempts += 1
            mail.next_attempt_at = now + max(CLAIM, wait_after(mail.attempts))
        OutgoingMail.objects.bulk_update(waiting, ["attempts", "next_attempt_at"])
    return waiting


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: 30 s, doubled each time, 6 h at most."""
    return min(FIRST_RETRY * float(2 ** (attempts - 1)), LONGEST_WAIT)


def _send(mail: OutgoingMail) -> bool:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], connection=get_connection(timeout=30))
    # The same mail sent twice after a crash is one to the reader's mail program.
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    message.extra_headers["Message-ID"] = f"<{mail.pk}.{int(mail.created_at.timestamp())}@{domain}>"
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    now = timezone.now()
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as refused:
        mail.last_error = str(refused)[:240]
        mail.next_attempt_at = now + wait_after(mail.attempts)
        mail.save(update_fields=["last_error", "next_attempt_at"])
        return False
    mail.sent_at = now
    mail.last_error = ""
    mail.save(update_fields=["sent_at", "last_error"])
    return True
