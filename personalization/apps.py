from django.apps import AppConfig


class PersonalizationConfig(AppConfig):
    name = "personalization"
    verbose_name = "What was learned"

    def ready(self) -> None:
        from personalization import receivers  # noqa: F401  connects events to learned state
