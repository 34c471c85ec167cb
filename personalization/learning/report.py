"""What an evaluation found, and the three ways to say it: a printed table, JSON, a section of the benchmarks page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from personalization.learning.intervals import Figure

OURS = "LeafLoaf"


@dataclass(frozen=True, slots=True)
class Row:
    """One method and its figures by the name of the measure."""

    method: str
    figures: Mapping[str, Figure]
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    measures: Sequence[str]
    rows: Sequence[Row]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A bar set before measuring, and what was reached."""

    name: str
    bar: float
    reached: float
    # For errors lower is better.
    lower_is_better: bool = False

    @property
    def is_met(self) -> bool:
        return self.reached <= self.bar if self.lower_is_better else self.reached >= self.bar


@dataclass(frozen=True, slots=True)
class Report:
    """
    Args:
        task: as named on the command line.
        data: what was read, such as "TaFeng".
        protocol: what is hidden, what is known, who is trained on, who is reported; sentences.
        ties: how equal scores are ordered.
        sizes: counts of what was read and predicted, by name.
        details: anything more that belongs into the JSON, of JSON's own types.
    """

    task: str
    data: str
    protocol: str
    ties: str
    sizes: Mapping[str, int]
    tables: Sequence[Table]
    targets: Sequence[Target] = ()
    notes: Sequence[str] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def as_text(report: Report) -> str:
    """For the terminal."""
    lines = [f"{report.task} on {report.data}", ""]
    lines += [f"Protocol: {report.protocol}", f"Ties: {report.ties}"]
    lines += [", ".join(f"{count:,} {name}" for name, count in report.sizes.items())]
    for table in report.tables:
        lines += ["", table.title, *_columns(_cells(table))]
        lines += [table.note] if table.note else []
    if report.targets:
        lines += ["", *(_target(target) for target in report.targets)]
    lines += ["", *report.notes] if report.notes else []
    return "\n".join(lines)


def as_markdown(report: Report) -> str:
    """The body of its section of docs/benchmarks.md."""
    lines = [report.protocol, "", f"Ties: {report.ties}", ""]
    lines += [", ".join(f"{count:,} {name}" for name, count in report.sizes.items()) + "."]
    for table in report.tables:
        head, *rows = _cells(table)
        lines += ["", f"**{table.title}**", "", _piped(head), _piped(["---"] + ["--:"] * (len(head) - 1))]
        lines += [_piped(row) for row in rows]
        lines += ["", table.note] if table.note else []
    if report.targets:
        lines += ["", *(f"- {_target(target)}" for target in report.targets)]
    lines += ["", *report.notes] if report.notes else []
    return "\n".join(lines)


def as_json(report: Report) -> dict[str, Any]:
    """Of JSON's own types; figures as value, low, high."""
    return {
        "task": report.task,
        "data": report.data,
        "protocol": report.protocol,
        "ties": report.ties,
        "sizes": dict(report.sizes),
        "tables": [
            {
                "title": table.title,
                "note": table.note,
                "rows": [
                    {
                        "method": row.method,
                        "is_ours": row.is_ours,
                        "figures": {
                            name: {"value": one.value, "low": one.low, "high": one.high}
                            for name, one in row.figures.items()
                        },
                    }
                    for row in table.rows
                ],
            }
            for table in report.tables
        ],
        "targets": [
            {"name": one.name, "bar": one.bar, "reached": one.reached, "is_met": one.is_met} for one in report.targets
        ],
        "notes": list(report.notes),
        "details": dict(report.details),
    }


def _cells(table: Table) -> list[list[str]]:
    rows = [["method", *table.measures]]
    for row in table.rows:
        name = f"{OURS}: {row.method}" if row.is_ours else row.method
        rows.append([name, *(_figure(row.figures.get(measure)) for measure in table.measures)])
    return rows


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if not figure.has_interval:
        return f"{figure.value:.4f}"
    return f"{figure.value:.4f} ({figure.low:.4f}–{figure.high:.4f})"


def _target(target: Target) -> str:
    sign = "≤" if target.lower_is_better else "≥"
    word = "reached" if target.is_met else "NOT reached"
    return f"{target.name}: {target.reached:.4f}, to reach {sign} {target.bar:g}: {word}"


def _columns(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  "
        + "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
