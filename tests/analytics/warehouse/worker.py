"""An exporter in a process of its own, to be killed at any moment: `python -m tests.analytics.warehouse.worker BATCH`.

It exports in small batches for ever, so that whoever kills it hits every point of the way sooner or later.
"""

import sys
import time

import django


def main() -> None:
    django.setup()
    from analytics.warehouse import export, telling

    export.BATCH_ROWS = int(sys.argv[1])
    print("ready", flush=True)
    while True:
        if not export.export_events().batches and not telling.tell_changes().changes:
            time.sleep(0.05)


if __name__ == "__main__":
    main()
