"""Is the shop up, and which of its parts are: for load balancers, and for whoever looks after it.

Nothing here that a stranger should not know: no versions, addresses, reasons or numbers of events, only what works and
how old it is.
"""

from datetime import datetime
from typing import Any, TypedDict

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics import pipeline
from leafloaf import heartbeats
from leafloaf.asking import Question
from personalization import rules
from personalization.models import RulesVersion

# Whoever asks is answered within this time, whatever a part does.
LIMIT_S = 1.0
FRESH_S = 1.0
# What looks through a table is looked at less often.
CATALOG_FRESH_S = 30.0
LAG_TOO_LONG_S = 120.0


class Part(TypedDict):
    ok: bool
    # How long it took to answer; null: it did not, or is not asked itself.
    milliseconds: float | None
    # Of what the part does, see docs/operations.md; null: unknown, or never.
    age_s: float | None


class PartSerializer(serializers.Serializer[Part]):
    ok = serializers.BooleanField()
    milliseconds = serializers.FloatField(allow_null=True)
    age_s = serializers.FloatField(allow_null=True)


class HealthSerializer(serializers.Serializer[dict[str, object]]):
    status = serializers.ChoiceField(["ok", "degraded", "down"])
    parts = serializers.DictField(child=PartSerializer())


class LiveSerializer(serializers.Serializer[dict[str, object]]):
    status = serializers.CharField(help_text="Always “ok”.")


def _ask_postgres() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _ask_redis() -> dict[heartbeats.Name, float | None]:
    return heartbeats.ages()


def _ask_migrations() -> bool:
    """Whether the database has all that this code needs. Once it has, it has."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _ask_rules() -> tuple[bool, float | None]:
    """Whether the newest rules are those in force, and how old these are."""
    version = rules.current().version
    made = RulesVersion.objects.filter(pk=version).values_list("created_at", flat=True).first() if version else None
    return rules.last_refusal is None, _age(made)


def _ask_catalog() -> tuple[bool, float | None]:
    """Whether search knows every product that has been on sale for a minute, and when the last one changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT max(updated_at), EXISTS (
                   SELECT FROM shop_product p WHERE p.is_active AND p.updated_at < now() - interval '1 minute'
                   AND NOT EXISTS (SELECT FROM shop_searchdocument d WHERE d.product_id = p.id))
               FROM shop_product"""
        )
        newest, misses_some = cursor.fetchone()
    return not misses_some, _age(newest)


POSTGRES = Question(_ask_postgres, FRESH_S)
REDIS = Question(_ask_redis, FRESH_S)
EXPORT = Question(pipeline.waiting, FRESH_S)
RULES = Question(_ask_rules, FRESH_S)
CATALOG = Question(_ask_catalog, CATALOG_FRESH_S)
MIGRATIONS = Question(_ask_migrations, 5.0)
QUESTIONS: tuple[Question[Any], ...] = (POSTGRES, REDIS, EXPORT, RULES, CATALOG, MIGRATIONS)
_migrated = False


def every_part() -> dict[str, Part]:
    """Each part's state. All are asked at once; within LIMIT_S there is an answer."""
    for question in (POSTGRES, REDIS, EXPORT, RULES, CATALOG):
        question.begin()
    parts = {"postgres": _itself(POSTGRES), "redis": _itself(REDIS)}
    export = EXPORT.answer(LIMIT_S)
    if export is None:
        parts["warehouse"] = parts["export"] = _NO_ANSWER
    else:
        waiting, took = export.value, export.milliseconds
        parts["warehouse"] = Part(ok=not waiting.failures, milliseconds=took, age_s=_age(waiting.last_success))
        parts["export"] = Part(ok=waiting.lag_s < LAG_TOO_LONG_S, milliseconds=took, age_s=round(waiting.lag_s, 1))
    signs = REDIS.answer(LIMIT_S)
    for name in heartbeats.NAMES:
        age = signs.value[name] if signs else None
        parts[name] = Part(
            ok=age is not None and age < heartbeats.SILENT_AFTER_S,
            milliseconds=None,
            age_s=None if age is None else round(age, 1),
        )
    return parts | {"rules": _told(RULES), "catalog": _told(CATALOG)}


def parts_of_readiness() -> dict[str, Part]:
    """What a web server cannot do without: the database, with the tables this code knows, and rules."""
    global _migrated
    questions: tuple[Question[Any], ...] = (POSTGRES, RULES) if _migrated else (POSTGRES, RULES, MIGRATIONS)
    for question in questions:
        question.begin()
    # Rules that were refused are no reason to close: the last good ones are in force.
    parts = {"postgres": _itself(POSTGRES), "rules": _itself(RULES)}
    if not _migrated:
        migrations = MIGRATIONS.answer(LIMIT_S)
        _migrated = migrations is not None and migrations.value
    return parts | {"migrations": Part(ok=_migrated, milliseconds=None, age_s=None)}


_NO_ANSWER = Part(ok=False, milliseconds=None, age_s=None)


def _itself(question: Question[Any]) -> Part:
    """A part that is well when it answers; its age is the answer's."""
    answer = question.answer(LIMIT_S)
    if answer is None:
        return _NO_ANSWER
    return Part(ok=True, milliseconds=answer.milliseconds, age_s=round(answer.age_s, 1))


def _told(question: Question[tuple[bool, float | None]]) -> Part:
    """A part that says itself whether it is well, and how old it is."""
    answer = question.answer(LIMIT_S)
    if answer is None:
        return _NO_ANSWER
    ok, age_s = answer.value
    return Part(ok=ok, milliseconds=answer.milliseconds, age_s=age_s)


def _age(moment: datetime | None) -> float | None:
    return None if moment is None else round(max(0.0, (timezone.now() - moment).total_seconds()), 1)


class _Probe(APIView):
    authentication_classes = ()
    throttle_classes = ()

    def answer(self, parts: dict[str, Part], *, vital: frozenset[str]) -> Response:
        down = any(not parts[name]["ok"] for name in vital)
        status = "down" if down else "ok" if all(part["ok"] for part in parts.values()) else "degraded"
        response = Response({"status": status, "parts": parts}, status=503 if down else 200)
        response["Cache-Control"] = "no-store"
        # Whoever asks sees it; the log would repeat it at every probe.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


class HealthView(_Probe):
    @extend_schema(operation_id="getHealth", responses={200: HealthSerializer, 503: HealthSerializer})
    def get(self, request: Request) -> Response:
        """Every part. Without Postgres the shop is down (503); without anything else it sells (200, "degraded")."""
        return self.answer(every_part(), vital=frozenset({"postgres"}))


class ReadyView(_Probe):
    @extend_schema(operation_id="getReadiness", responses={200: HealthSerializer, 503: HealthSerializer})
    def get(self, request: Request) -> Response:
        """Whether this server can take requests (else 503)."""
        parts = parts_of_readiness()
        return self.answer(parts, vital=frozenset(parts))


class LiveView(_Probe):
    @extend_schema(operation_id="getLiveness", responses=LiveSerializer)
    def get(self, request: Request) -> Response:
        """That this process answers. It asks nobody."""
        return Response({"status": "ok"})
