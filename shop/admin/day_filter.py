"""Filtering moments by the shop's own days."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from unfold.contrib.filters.admin import RangeDateFilter


def day_of(text: str | None) -> date | None:
    """A day written as 2026-11-21; None for anything else."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def start_of(day: date) -> datetime:
    """The moment a local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


class LocalDaysFilter(RangeDateFilter):
    """From one day to another, both included. (unfold's own compares with naive midnights.)"""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        first = day_of(self.used_parameters.get(f"{self.parameter_name}_from"))
        last = day_of(self.used_parameters.get(f"{self.parameter_name}_to"))
        if first:
            queryset = queryset.filter(**{f"{self.parameter_name}__gte": start_of(first)})
        if last:
            queryset = queryset.filter(**{f"{self.parameter_name}__lt": start_of(last + timedelta(days=1))})
        return queryset
