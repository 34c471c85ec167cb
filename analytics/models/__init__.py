from analytics.models.event import Event, EventId, EventType, GoneMonth
from analytics.models.export import DeadLetter, ExportBatch, ExportClaim, ExportState, WarehouseChange
from analytics.models.pipeline import PipelineMinute
from analytics.models.privacy import PrivacySetting

__all__ = [
    "DeadLetter",
    "Event",
    "EventId",
    "EventType",
    "ExportBatch",
    "ExportClaim",
    "ExportState",
    "GoneMonth",
    "PipelineMinute",
    "PrivacySetting",
    "WarehouseChange",
]
