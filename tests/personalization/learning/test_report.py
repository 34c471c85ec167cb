"""A report in the terminal, as JSON and on the benchmarks page."""

import json
from datetime import UTC, datetime

from personalization.learning.benchmarks_page import Run, with_section
from personalization.learning.intervals import Figure
from personalization.learning.report import Report, Row, Table, Target, as_json, as_text

RUN = Run(datetime(2026, 5, 1, 12, 30, tzinfo=UTC), "abc1234", "manage.py evaluate usuals --data DIR", 61.0)


def a_report(task: str = "usuals", reached: float = 0.5) -> Report:
    ours = Row("learned", {"recall@10": Figure(reached, 0.4, 0.6), "hit@10": Figure(0.7)}, is_ours=True)
    simple = Row("popularity", {"recall@10": Figure(0.1)})
    return Report(
        task=task,
        data="TaFeng",
        protocol="The last basket is hidden.",
        ties="By popularity.",
        sizes={"shoppers": 1234},
        tables=[Table("Next basket", ["recall@10", "hit@10"], [simple, ours])],
        targets=[Target("recall@10", 0.17, reached), Target("error", 0.1, 0.2, lower_is_better=True)],
    )


def test_the_terminal_shows_ours_beside_the_simple_methods() -> None:
    text = as_text(a_report())
    assert "1,234 shoppers" in text
    assert "LeafLoaf: learned  0.5000 (0.4000–0.6000)  0.7000" in text
    assert "popularity                         0.1000       –" in text
    assert "recall@10: 0.5000, to reach ≥ 0.17: reached" in text
    assert "error: 0.2000, to reach ≤ 0.1: NOT reached" in text


def test_json_holds_every_figure() -> None:
    document = json.loads(json.dumps(as_json(a_report())))
    ours = document["tables"][0]["rows"][1]
    assert ours["figures"]["recall@10"] == {"value": 0.5, "low": 0.4, "high": 0.6}
    assert [target["is_met"] for target in document["targets"]] == [True, False]


def test_a_section_is_added_once_and_renewed_in_place() -> None:
    page = "# Benchmarks\n\n## The shop\n\nFast.\n"
    first = with_section(page, a_report(reached=0.5), RUN)
    both = with_section(first, a_report("ranking"), RUN)
    renewed = with_section(both, a_report(reached=0.9), RUN)
    assert first.startswith(page)
    assert renewed.count("## Learning: usuals (TaFeng)") == 1
    assert renewed.index("## Learning: usuals") < renewed.index("## Learning: ranking")
    assert "0.9000 (0.4000–0.6000)" in renewed
    assert "2026-05-01 12:30 UTC, commit abc1234, 61 s: `manage.py evaluate usuals --data DIR`" in renewed
    assert with_section(renewed, a_report(reached=0.9), RUN) == renewed
