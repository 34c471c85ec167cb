from analytics.admin import dead_letters, events

__all__ = ["dead_letters", "events"]
