from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = "What happened"

    def ready(self) -> None:
        from analytics import receivers  # noqa: F401  connects shop signals to events
