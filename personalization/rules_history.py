"""Changing the rules: every change is a new version, a rollback too."""

from django.contrib.auth.models import AbstractBaseUser

from personalization import rules
from personalization.models import RulesVersion


def save(text: str, user: AbstractBaseUser | None, note: str = "") -> RulesVersion:
    """Put rules in force; live in every process within 5 s.

    Raises:
        RulesError: and nothing changes.
    """
    return _append(text, user, note, RulesVersion.Source.ADMIN)


def rollback(version: RulesVersion, user: AbstractBaseUser | None) -> RulesVersion:
    """Put an earlier version's text in force again, as a new version.

    Raises:
        RulesError: when the keys have changed since and the old text is no longer right.
    """
    return _append(version.yaml, user, f"Back to version {version.pk}", RulesVersion.Source.ROLLBACK)


def _append(text: str, user: AbstractBaseUser | None, note: str, source: str) -> RulesVersion:
    rules.load(text)
    text = text.replace("\r\n", "\n")
    made = RulesVersion.objects.create(
        yaml=text, sha256=rules.digest(text), source=source, note=note[:200], created_by_id=user.pk if user else None
    )
    rules.refresh()
    return made
