"""Is the shop up, and which of its parts are."""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from drf_spectacular.utils import extend_schema
from redis import Redis
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class PartSerializer(serializers.Serializer[dict[str, object]]):
    ok = serializers.BooleanField()
    milliseconds = serializers.FloatField()


class HealthSerializer(serializers.Serializer[dict[str, object]]):
    status = serializers.ChoiceField(["ok", "degraded", "down"])
    parts = serializers.DictField(child=PartSerializer())


def _ask_postgres() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    timeout = settings.REDIS_TIMEOUT_S
    with Redis.from_url(settings.REDIS_URL, socket_timeout=timeout, socket_connect_timeout=timeout) as redis:
        redis.ping()


# Without Postgres the shop is down; without Redis it sells, unpersonalised.
PARTS: dict[str, Callable[[], None]] = {"postgres": _ask_postgres, "redis": _ask_redis}


def ask_parts() -> dict[str, dict[str, object]]:
    """Each part's answer: {"ok": bool, "milliseconds": float}."""
    found: dict[str, dict[str, object]] = {}
    for name, ask in PARTS.items():
        started = time.perf_counter()
        try:
            ask()
            ok = True
        except Exception:  # whatever a part answers with, this page must answer
            ok = False
        found[name] = {"ok": ok, "milliseconds": round(1000 * (time.perf_counter() - started), 2)}
    return found


class HealthView(APIView):
    authentication_classes = ()
    throttle_classes = ()

    @extend_schema(operation_id="getHealth", responses={200: HealthSerializer, 503: HealthSerializer})
    def get(self, request: Request) -> Response:
        parts = ask_parts()
        down = not parts["postgres"]["ok"]
        status = "down" if down else "ok" if all(part["ok"] for part in parts.values()) else "degraded"
        return Response({"status": status, "parts": parts}, status=503 if down else 200)
