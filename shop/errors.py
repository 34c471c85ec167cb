"""What can go wrong, said once. `shop.api.problems` turns these into RFC 9457 answers."""

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal with a stable code and a sentence that tells the person what to do next.

    Args:
        detail: the sentence.
        extra: further members of the problem document (JSON-ready), for example the lines that are short.
    """

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "That did not work"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class InvalidInput(DomainError):
    code = "invalid"
    title = "That cannot be right"


class NotFound(DomainError):
    code = "not_found"
    title = "Not found"


class Conflict(DomainError):
    code = "conflict"
    title = "Somebody was faster"


class Gone(DomainError):
    code = "gone"
    title = "No longer there"


class PaymentDeclined(DomainError):
    code = "payment_declined"
    title = "The payment was declined"


class Unavailable(DomainError):
    """A part we depend on does not answer; trying again later may work."""

    code = "unavailable"
    title = "One moment, please"
