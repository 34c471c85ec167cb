"""What changed between two texts of rules."""

from hypothesis import given
from hypothesis import strategies as st

from personalization.rules_diff import diff

LINES = st.lists(st.sampled_from(["a: 1", "b: 2", "c: 3", ""]), max_size=30)


def test_changed_lines_come_with_their_numbers_and_three_lines_around() -> None:
    before = [f"line {number}" for number in range(1, 21)]
    after = [*before[:9], "new", *before[10:]]
    found = diff("\n".join(before), "\n".join(after))
    assert [line.kind for line in found] == ["gap", *["same"] * 3, "removed", "added", *["same"] * 3]
    assert (found[4].text, found[4].before, found[5].text, found[5].after) == ("line 10", 10, "new", 10)


def test_equal_texts_have_no_lines() -> None:
    assert diff("a: 1\n", "a: 1\n") == []


@given(LINES, LINES)
def test_every_number_points_at_its_line_and_no_change_is_left_out(before: list[str], after: list[str]) -> None:
    found = diff("\n".join(before), "\n".join(after))
    old, new = "\n".join(before).splitlines(), "\n".join(after).splitlines()
    for line in found:
        assert line.before is None or old[line.before - 1] == line.text
        assert line.after is None or new[line.after - 1] == line.text
    removed, added = ({line.before for line in found if line.kind == kind} for kind in ("removed", "added"))
    kept = [text for at, text in enumerate(old, start=1) if at not in removed]
    added_at = {line.after for line in found if line.kind == "added"}
    assert added is not None
    assert kept == [text for at, text in enumerate(new, start=1) if at not in added_at]
