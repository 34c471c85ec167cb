"""The emulator's own process: `bqemulator`, without its history of every table.

To answer `FOR SYSTEM_TIME AS OF`, which LeafLoaf never asks, it copies a whole table at each write and keeps the copies
for seven days: a table of a million rows that grows every five seconds would fill the disk within the hour.
"""

from bqemulator.cli import main
from bqemulator.domain.events import TableDataChanged
from bqemulator.versioning.snapshots import SnapshotManager


def _tell_only(self: SnapshotManager, project_id: str, dataset_id: str, table_id: str) -> None:
    self._events.publish(TableDataChanged(project_id, dataset_id, table_id))


SnapshotManager.record_change = _tell_only  # type: ignore[method-assign]  # see above

if __name__ == "__main__":
    main()
