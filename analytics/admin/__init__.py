from analytics.admin import events

__all__ = ["events"]
