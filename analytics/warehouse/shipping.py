"""Sending rows so that a bad one never keeps the good ones back: what is refused is halved until it stands alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics.warehouse import sending
from analytics.warehouse.client import WarehouseUnavailable
from analytics.warehouse.rows import Row


@dataclass(frozen=True)
class Shipment:
    """How rows are sent, and what to do about what became of them.

    `statement` makes the SQL for these rows. Before each request `before_request` is called (to hold the lease); as
    soon as rows have arrived `arrived` is, and for each that is refused `refused`, with BigQuery's reason.
    """

    job_id: str
    statement: Callable[[Sequence[Row]], str]
    before_request: Callable[[], None]
    arrived: Callable[[Sequence[Row]], None]
    refused: Callable[[Row, str], None]


def ship(rows: Sequence[Row], shipment: Shipment, part: str = "") -> None:
    """Send rows in as few jobs as may be.

    Args:
        part: which part of the batch, as halves of halves ("ab": the second half of the first).

    Raises:
        WarehouseUnavailable: no answer; what arrived before has been told.
    """
    payload = sending.as_payload([row.text for row in rows])
    try:
        if len(rows) > 1 and not sending.fits(payload):
            raise sending.RowsRefused("Too large for one request.")
        shipment.before_request()
        sending.run(shipment.statement(rows), payload, f"{shipment.job_id}{part}")
    except sending.RowsRefused as refusal:
        if not part:
            _check_statement(rows, shipment)
        if len(rows) == 1:
            shipment.refused(rows[0], str(refusal))
        else:
            middle = len(rows) // 2
            ship(rows[:middle], shipment, part + "a")
            ship(rows[middle:], shipment, part + "b")
    else:
        shipment.arrived(rows)


def _check_statement(rows: Sequence[Row], shipment: Shipment) -> None:
    """If even no rows at all are refused, the rows are not to blame: the table is missing, or other than we think."""
    try:
        sending.run(shipment.statement(rows), sending.as_payload([]), f"{shipment.job_id}_none")
    except sending.RowsRefused as refusal:
        raise WarehouseUnavailable(f"BigQuery refuses the statement itself: {refusal}") from refusal
