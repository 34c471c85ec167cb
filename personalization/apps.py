from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PersonalizationConfig(AppConfig):
    name = "personalization"
    verbose_name = "What was learned"

    def ready(self) -> None:
        from personalization import receivers  # noqa: F401  connects events to learned state
        from personalization.staff_roles import after_migrate

        # This app is migrated last: every permission exists by then.
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="staff-roles")
