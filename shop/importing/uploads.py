"""Product lists that staff upload: a preview that writes nothing, then the load, in the background."""

import gzip
import logging
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from shop.importing.loading import ImportReport, RejectsFile, import_products
from shop.importing.mapping import FIELDS, BadMapping, Mapping, known_mapping
from shop.importing.reading import UnreadableList, columns_of, read_rows
from shop.models import CatalogImport, User

log = logging.getLogger(__name__)

PREVIEW_EXAMPLES = 12
# A longer list is judged by its beginning: whoever waits for a page should not wait for a million rows.
PREVIEW_ROWS = 20_000
MAX_UNPACKED_BYTES = 1024**3
MAX_LINE_BYTES = 1024**2
# Keeps these advisory locks apart from any others.
CLAIM_NAMESPACE = 0x11F7

State = CatalogImport.State


class CannotLoad(Exception):
    """This list is not in a state to be loaded (or looked at) now; the message says why."""


@contextmanager
def _on_disk(upload: CatalogImport) -> Iterator[Path]:
    """The uploaded file under its own name in a temporary folder, whatever storage holds it.

    Raises:
        UnreadableList: naming the file as staff know it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name).name
        try:
            with upload.file.open("rb") as source, path.open("wb") as target:
                for chunk in cast(Any, source).chunks():
                    target.write(chunk)
            yield path
        except FileNotFoundError as gone:
            raise UnreadableList(f"{upload.name} is no longer in the shop's storage: upload it again.") from gone
        except UnreadableList as refused:
            raise UnreadableList(str(refused).replace(str(path), upload.name)) from None


def stage(file: UploadedFile[bytes], uploaded_by: User | None) -> CatalogImport:
    """Keep an uploaded list and guess its mapping.

    Raises:
        UnreadableList: when the file is no list at all, or unpacks to more than the shop can hold.
    """
    name = Path(file.name or "list.csv").name[-160:]
    upload = CatalogImport.objects.create(file=file, name=name, uploaded_by=uploaded_by)
    try:
        with _on_disk(upload) as path:
            _check_sizes(path)
            columns = columns_of(path)
            guessed = known_mapping(columns)
            upload.expressions = guessed.expressions if guessed else {name: name for name in FIELDS if name in columns}
            upload.defaults = guessed.defaults if guessed else {"stock": "0"}
            upload.rows_total = sum(1 for _ in read_rows(path))
            if not upload.rows_total:
                raise UnreadableList(f"{name} names its columns but has no rows.")
    except UnreadableList:
        discard(upload)
        raise
    upload.save()
    return upload


def discard(upload: CatalogImport) -> None:
    """Forget a list and its files."""
    for kept in (upload.file, upload.rejects):
        if kept:
            kept.delete(save=False)
    upload.delete()


def columns(upload: CatalogImport) -> list[str]:
    """The list's column names.

    Raises:
        UnreadableList
    """
    with _on_disk(upload) as path:
        return columns_of(path)


def preview(upload: CatalogImport) -> ImportReport:
    """Check the rows (at most PREVIEW_ROWS) and show the first few as they would become; nothing is written.

    Raises:
        BadMapping: when the mapping does not fit the file.
        UnreadableList
    """
    with _on_disk(upload) as path:
        return import_products(
            islice(read_rows(path), PREVIEW_ROWS),
            _mapping(upload, path),
            on_reject=lambda row, why: None,
            dry_run=True,
            examples=PREVIEW_EXAMPLES,
        )


def _mapping(upload: CatalogImport, path: Path) -> Mapping:
    mapping = Mapping(upload.expressions, upload.defaults, upload.name)
    mapping.check(columns_of(path))
    return mapping


def set_mapping(upload: CatalogImport, expressions: dict[str, str], defaults: dict[str, str]) -> None:
    """Take staff's mapping.

    Raises:
        BadMapping: and the old mapping stays.
    """
    with _on_disk(upload) as path:
        Mapping(expressions, defaults).check(columns_of(path))
    upload.expressions, upload.defaults = expressions, defaults
    upload.save(update_fields=["expressions", "defaults"])


def queue(upload_id: int) -> None:
    """Mark a list as to be loaded; the task takes it from there.

    Raises:
        CannotLoad: when it was started before.
    """
    waiting = CatalogImport.objects.filter(pk=upload_id, state=State.PREVIEW)
    if not waiting.update(state=State.QUEUED, rows_done=0, problem=""):
        raise CannotLoad("This list is loading or loaded already.")


def look_again(upload_id: int) -> None:
    """Take a list that stopped, or that is loaded, back to its preview.

    Raises:
        CannotLoad: while it is loading.
    """
    over = CatalogImport.objects.filter(pk=upload_id, state__in=[State.FAILED, State.DONE])
    if not over.update(state=State.PREVIEW, rows_done=0, problem="", finished_at=None):
        raise CannotLoad("This list is loading: wait until it is done.")


def run_next() -> bool:
    """Load the oldest queued list; False when there is none to take.

    The claim is a lock of this database session: should the worker die, the lock goes with it and the next worker
    takes the list up again. Loading is idempotent by sku, so nothing is doubled.
    """
    for upload in CatalogImport.objects.filter(state__in=[State.QUEUED, State.RUNNING]).order_by("id"):
        with _claim(upload.pk) as mine:
            if mine:
                _load(upload)
                return True
    return False


@contextmanager
def _claim(upload_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLAIM_NAMESPACE, upload_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLAIM_NAMESPACE, upload_id])


def _load(upload: CatalogImport) -> None:
    upload.refresh_from_db()
    if upload.state not in {State.QUEUED, State.RUNNING}:
        return
    _note(upload, state=State.RUNNING, rows_done=0, problem="")

    def advance(count: int) -> None:
        _note(upload, rows_done=upload.rows_done + count)

    try:
        with _on_disk(upload) as path, RejectsFile(path.with_suffix(".rejects.csv")) as rejects:
            report = import_products(
                read_rows(path), _mapping(upload, path), on_reject=rejects.write, on_progress=advance
            )
            rejects.close()
            _keep_rejects(upload, rejects.path if report.rejected else None)
    except (UnreadableList, BadMapping) as refused:
        _stop(upload, str(refused))
    except (OperationalError, InterfaceError):
        # The database is away, and with it our claim: the next run takes the list up again.
        raise
    except Exception:
        log.exception("Loading product list %s stopped", upload.pk)
        _stop(
            upload,
            f"Something broke on the shop's side after {upload.rows_done:,} rows, which are loaded. "
            "Load the list again: what is in already stays as it is.",
        )
    else:
        _note(
            upload,
            state=State.DONE,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            repeated=report.repeated,
            rejected=report.rejected,
            finished_at=timezone.now(),
        )


def _keep_rejects(upload: CatalogImport, found: Path | None) -> None:
    if upload.rejects:
        upload.rejects.delete(save=False)
    if found:
        with found.open("rb") as file:
            upload.rejects.save(found.name, File(file), save=False)
    upload.save(update_fields=["rejects"])


def _stop(upload: CatalogImport, problem: str) -> None:
    _note(upload, state=State.FAILED, problem=problem[:400], finished_at=timezone.now())


def _note(upload: CatalogImport, **values: Any) -> None:
    for name, value in values.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(values))


def _check_sizes(path: Path) -> None:
    """Refuse a small file that unpacks to a huge one, and lines that no product could fill, before reading by line."""
    unpacked = since_newline = 0
    try:
        with path.open("rb") as raw, _unzipped(raw) as file:
            while chunk := file.read(1024 * 256):
                unpacked += len(chunk)
                since_newline = len(chunk) - 1 - end if (end := chunk.rfind(b"\n")) >= 0 else since_newline + len(chunk)
                if unpacked > MAX_UNPACKED_BYTES:
                    raise UnreadableList(f"{path} unpacks to more than {MAX_UNPACKED_BYTES // 1024**2} MB: split it.")
                if since_newline > MAX_LINE_BYTES:
                    raise UnreadableList(
                        f"{path} has a line of more than {MAX_LINE_BYTES // 1024**2} MB: is it a list?"
                    )
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise UnreadableList(f"{path} breaks off: {broken}.") from None


def _unzipped(raw: IO[bytes]) -> IO[bytes]:
    zipped = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if zipped else raw
