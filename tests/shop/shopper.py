"""A browser's view of the API without a browser: cookies, CSRF token, JSON."""

import json
from typing import Any

from django.test import Client

from shop.models import Subject, User
from tests.shop.factories import PASSWORD


class Shopper:
    """One browsing session that speaks JSON and sends the CSRF token as the storefront does."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.get("/api/v1/me/")

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response; `body` goes as JSON unless it is bytes already."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        address = path if path.startswith("/") else f"/api/v1/{path}"
        token = self.client.cookies["csrftoken"].value
        return self.client.generic(
            method, address, data, content_type="application/json", headers={"X-CSRFToken": token, **headers}
        )

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any) -> Any:
        return self.send("PATCH", path, body)

    def delete(self, path: str, body: Any = None) -> Any:
        return self.send("DELETE", path, body)

    def sign_in(self, user: User) -> None:
        """Through the real sign-in endpoint."""
        answer = self.post("/_allauth/browser/v1/auth/login", {"email": user.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.content

    @property
    def subject(self) -> Subject:
        return Subject.objects.get(id=self.client.session["subject_id"])


def is_problem(answer: Any, status: int, code: str) -> bool:
    """Whether the answer is an RFC 9457 problem of this status and code with a sentence for the person."""
    assert answer.status_code == status, (answer.status_code, answer.content)
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["detail"].endswith((".", "?")), body
    assert body["code"] == code, body
    return True
