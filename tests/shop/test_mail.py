"""The mail queue: each mail once, whoever sends it, however often the mail server refuses."""

import time
from datetime import timedelta
from smtplib import SMTPException
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.utils import timezone

from shop import mail
from shop.models import OutgoingMail
from tests.live_shop import LiveShop
from tests.shop.api.test_orders_api import place
from tests.shop.crowd import Server
from tests.shop.factories import make_product
from tests.shop.shopper import Shopper
from tests.shop.test_parallel_checkout import Stage, check_out

DEADLINE_S = 30


def make_mail(cause: str = "greeting:1", **fields: Any) -> OutgoingMail:
    mail.queue(cause, "robin@example.com", "Hello", "Hello there", "<p>Hello there</p>")
    OutgoingMail.objects.filter(cause=cause).update(**fields) if fields else None
    return OutgoingMail.objects.get(cause=cause)


@pytest.mark.django_db
def test_a_waiting_mail_is_sent_once() -> None:
    make_mail()
    assert (mail.send_waiting(), mail.send_waiting()) == (1, 0)
    (sent,) = outbox.outbox
    assert (sent.to, sent.subject, sent.body) == (["robin@example.com"], "Hello", "Hello there")
    assert sent.alternatives == [("<p>Hello there</p>", "text/html")]  # type: ignore[attr-defined]
    assert OutgoingMail.objects.get().sent_at is not None


@pytest.mark.django_db
def test_the_same_cause_is_one_mail() -> None:
    make_mail()
    make_mail()
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db
def test_a_mail_whose_transaction_is_undone_was_never_there() -> None:
    with transaction.atomic():
        make_mail()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_a_line_break_cannot_smuggle_a_header_into_the_subject() -> None:
    mail.queue("c", "robin@example.com", "Hello\r\nBcc: everyone@example.com", "text")
    assert mail.send_waiting() == 1
    assert outbox.outbox[0].subject == "Hello Bcc: everyone@example.com"


class Refusing:
    """A mail server that is busy."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self, *_: Any, **__: Any) -> int:
        if self.times:
            self.times -= 1
            raise SMTPException("Try again later")
        return 1


@pytest.mark.django_db
def test_a_refused_mail_is_tried_again_after_a_growing_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_mail()
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", Refusing(2))
    waits = []
    for _ in range(2):
        assert mail.send_waiting() == 0
        made.refresh_from_db()
        waits.append(made.next_attempt_at - timezone.now())
        assert mail.send_waiting() == 0, "not before its time"
        assert made.last_error == "Try again later"
        OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert timedelta(seconds=25) < waits[0] < timedelta(seconds=31)
    assert timedelta(seconds=55) < waits[1] < timedelta(seconds=61)
    assert mail.send_waiting() == 1
    made.refresh_from_db()
    assert (made.attempts, made.last_error) == (3, "")


@pytest.mark.django_db
def test_a_mail_is_given_up_after_ten_attempts_and_kept() -> None:
    make_mail(attempts=mail.MAX_ATTEMPTS)
    assert mail.send_waiting() == 0
    assert OutgoingMail.objects.get().sent_at is None


def test_the_wait_is_bounded() -> None:
    assert mail.wait_after(1) == timedelta(seconds=30)
    assert mail.wait_after(40) == timedelta(hours=6)


@pytest.mark.django_db
def test_a_sender_that_dies_leaves_the_mail_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    class Died(BaseException):
        pass

    def die(*_: Any) -> int:
        raise Died

    make_mail()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", die)
        with pytest.raises(Died):
            mail.send_waiting()
    assert mail.send_waiting() == 0, "another sender may still be at it"
    OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert mail.send_waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_several_senders_at_once_send_each_mail_once() -> None:
    for number in range(20):
        make_mail(f"greeting:{number}")
    barrier, sent = Barrier(4), []

    def send() -> None:
        try:
            barrier.wait()
            sent.append(mail.send_waiting())
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == len(outbox.outbox) == 20


@pytest.mark.django_db
def test_an_order_is_confirmed_by_one_mail_with_everything_in_it() -> None:
    make_product("OATS", name="Oats & <b>Honey</b>", price="3.25", size="500 g", stock=5)
    order = place(Shopper(), {"OATS": 2})
    queued = OutgoingMail.objects.get()
    assert (queued.to, queued.cause) == ("robin@example.com", f"order-confirmation:{order['number']}")
    for words in (order["number"], "2 x Oats & <b>Honey</b>, 500 g", "$6.50", "12 Orchard Lane", "Albany, NY 12207"):
        assert words in queued.text
    assert "Pay on delivery" in queued.text
    assert f"/orders/{order['number']}" in queued.text
    assert "Oats &amp; &lt;b&gt;Honey&lt;/b&gt;" in queued.html
    assert "<b>Honey" not in queued.html


def test_a_confirmation_leaves_by_itself_and_once(live_shop: LiveShop) -> None:
    """The real worker and beat, on the real queue."""
    stage = Stage(live_shop)
    (apples,), (slot,) = stage.products(1, stock=5), stage.slots(1, 5)
    client = Server(int(live_shop.url.rpartition(":")[2])).client()
    assert client.post("cart/items/", {"sku": apples, "quantity": 1}).status == 200
    number = check_out(client, slot, "5.00", key=uuid4().hex).body["number"]
    cause = f"order-confirmation:{number}"
    deadline = time.monotonic() + DEADLINE_S
    while stage.value("SELECT sent_at IS NULL FROM shop_outgoingmail WHERE cause = %s", cause):
        error = stage.value("SELECT last_error FROM shop_outgoingmail WHERE cause = %s", cause)
        assert time.monotonic() < deadline, f"{error}\n{live_shop.log()[-2000:]}"
        time.sleep(0.2)
    assert stage.value("SELECT attempts FROM shop_outgoingmail WHERE cause = %s", cause) == 1
