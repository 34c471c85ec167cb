"""Rules: typed, checked to the last key, changed without a restart, and never replaced by bad ones."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personalization import rules, rules_history
from personalization.models import RulesVersion
from personalization.rules import RulesError, load
from tests.shop.factories import make_user

TEXT = rules.RULES_FILE.read_text()
VERSIONS = RulesVersion.objects


def changed(before: str, after: str) -> str:
    assert TEXT.count(before) == 1, f"{before!r} must stand in rules.yaml once"
    return TEXT.replace(before, after)


def refusal(text: str) -> RulesError:
    with pytest.raises(RulesError) as refused:
        load(text)
    return refused.value


class TestText:
    def test_the_defaults_are_the_shop_owners(self) -> None:
        ours = load(TEXT)
        signals = ours.signals
        assert (signals.order_completed, signals.cart_item_added, signals.cart_item_removed) == (1.0, 0.5, -0.4)
        assert signals.repeat_purchase > signals.order_completed
        assert (signals.product_viewed, signals.search_result_clicked, signals.search_performed) == (0.2, 0.2, 0.1)
        assert signals.displayed_but_scrolled == -0.05
        ranking = ours.ranking
        assert (ranking.relevance, ranking.affordability, ranking.preference) == (0.30, 0.25, 0.15)
        assert (ranking.collaborative, ranking.popularity, ranking.out_of_stock_last) == (0.20, 0.10, True)
        half_lives = ours.half_lives
        assert (half_lives.session, half_lives.trending) == (30 * 60, 6 * 3600)
        assert (half_lives.taste, half_lives.lasting) == (14 * 86_400, 90 * 86_400)
        assert (ours.diversity.neighbours_of_one_category, ours.diversity.window) == (2, 8)

    @pytest.mark.parametrize(
        ("before", "after", "key", "allowed"),
        [
            ("relevance: 0.30", "relevance: 3", "ranking.relevance", "a number from 0 to 1"),
            ("relevance: 0.30", "relevance: true", "ranking.relevance", "a number from 0 to 1"),
            ("relevance: 0.30", 'relevance: "0.3"', "ranking.relevance", "a number from 0 to 1"),
            ("relevance: 0.30", "relevance: .nan", "ranking.relevance", "a number from 0 to 1"),
            ("relevance: 0.30", "relevance: .inf", "ranking.relevance", "a number from 0 to 1"),
            ("relevance: 0.30", "relevance:", "ranking.relevance", "a number from 0 to 1"),
            ("  relevance: 0.30\n", "", "ranking.relevance", "a number from 0 to 1"),
            ("relevance: 0.30", "relevence: 0.30", "ranking.relevence", "relevance, affordability"),
            ("cart_item_added: 0.5", "cart_item_added: 50", "signals.cart_item_added", "a number from -5 to 5"),
            ("session: 30 min", "session: 30", "half_lives.session", "such as 30 min, 6 h or 14 d"),
            ("session: 30 min", "session: 3 s", "half_lives.session", "from 1 min"),
            ("session: 30 min", "session: half an hour", "half_lives.session", "such as 30 min"),
            ("out_of_stock_last: true", "out_of_stock_last: 1", "ranking.out_of_stock_last", "true or false"),
            ("window: 8", "window: 8.5", "diversity.window", "a whole number from 1 to 100"),
            ("  window: 8", "  window: 8\n  window: 9", "diversity.window", "each key once"),
            ("\nfreshness:", "\nfreshnes:", "freshnes", "signals, facet_rates"),
            ("\ncaps:", "\nversion: 3\ncaps:", "version", "no such key"),
            ("window: 8", "window: [8]", "diversity.window", "keys and values"),
            ("window: 8", "window: &eight 8", "diversity.window", "a plain value"),
            ("window: 8", "window: !!python/object/apply:os.getpid []", "diversity.window", "a plain value"),
            ("  window: 8", "  <<: {window: 8}", "diversity.<<", "window"),
        ],
    )  # fmt: skip
    def test_a_mistake_names_line_key_and_what_is_allowed(
        self, before: str, after: str, key: str, allowed: str
    ) -> None:
        text = changed(before, after)
        refused = refusal(text)
        assert refused.key == key
        assert allowed in refused.allowed
        assert str(refused).startswith(f"Line {refused.line}, {key}: ")
        lines = text.splitlines()
        if after.strip():
            name = key.rpartition(".")[2]
            assert lines[refused.line - 1].strip().startswith(name), lines[refused.line - 1]
        else:
            assert lines[refused.line - 1] == "ranking:"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "just words",
            "- a\n- list",
            "a: b: c",
            "a: *nowhere",
            "a: &x [&y [1], *y]\nb: *x",
            "---\na: 1\n---\nb: 2",
            "? [a, b]\n: c",
            "[" * 20_000,
            "{" * 20_000,
            "a: " * 10_000,
            "\t: \x00",
            "a: !!timestamp nonsense",
            "x" * 1_000_000,
        ],
    )  # fmt: skip
    def test_what_is_no_list_of_rules_is_refused(self, text: str) -> None:
        assert refusal(text).allowed

    def test_a_bomb_of_aliases_is_refused_before_it_grows(self) -> None:
        levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
        assert "anchors" in refusal("\n".join(levels)).message


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rules.yaml that a test may change."""
    path = tmp_path / "rules.yaml"
    path.write_text(TEXT)
    monkeypatch.setattr(rules, "RULES_FILE", path)
    return path


@pytest.mark.django_db
class TestInForce:
    def test_before_any_version_the_file_is_in_force(self, file: Path) -> None:
        assert rules.current() == load(TEXT)

    def test_looking_costs_nothing(self, file: Path) -> None:
        rules.current()
        with CaptureQueriesContext(connection) as queries:
            rules.current()
        assert len(queries) == 0

    def test_a_changed_file_becomes_a_version_once(self, file: Path) -> None:
        rules.refresh()
        file.write_text(changed("window: 8", "window: 6"))
        assert rules.refresh().diversity.window == 6
        rules.refresh()
        # Another process sees the same change.
        rules.forget_current()
        assert rules.refresh().diversity.window == 6
        assert [row.source for row in VERSIONS.order_by("id")] == ["file", "file"]
        assert rules.current().version == VERSIONS.order_by("-id").values_list("pk", flat=True)[0]

    def test_another_processes_version_is_taken_at_the_next_look(self, file: Path) -> None:
        rules.refresh()
        text = changed("window: 8", "window: 5")
        VERSIONS.create(yaml=text, sha256=rules.digest(text), source="admin")
        assert rules.refresh().diversity.window == 5

    def test_a_bad_file_changes_nothing_and_is_remembered_for_staff(self, file: Path, caplog: Any) -> None:
        rules.refresh()
        file.write_text(changed("window: 8", "window: many"))
        assert rules.refresh().diversity.window == 8
        assert "diversity.window" in caplog.text
        assert rules.last_refusal is not None
        assert rules.last_refusal[0] == "rules.yaml"
        file.write_text(changed("window: 8", "window: 7"))
        assert rules.refresh().diversity.window == 7
        assert rules.last_refusal is None

    @pytest.mark.parametrize("make_bad", [lambda path: path.unlink(), lambda path: path.write_bytes(b"\xff\xfe")])
    def test_a_file_that_cannot_be_read_changes_nothing(self, file: Path, make_bad: Any) -> None:
        rules.refresh()
        make_bad(file)
        assert rules.refresh().diversity.window == 8

    def test_a_bad_version_leaves_the_last_good_one_in_force(self, file: Path) -> None:
        rules.refresh()
        good = rules_history.save(changed("window: 8", "window: 4"), None)
        VERSIONS.create(yaml="nonsense", sha256="", source="admin")
        assert rules.refresh().diversity.window == 4
        # A process that starts only now finds the same.
        rules.forget_current()
        assert (rules.current().diversity.window, rules.current().version) == (4, good.pk)

    def test_an_unchanged_file_does_not_undo_what_staff_saved(self, file: Path) -> None:
        rules.refresh()
        rules_history.save(changed("window: 8", "window: 4"), None)
        rules.forget_current()
        assert rules.refresh().diversity.window == 4


@pytest.mark.django_db
class TestHistory:
    @pytest.fixture(autouse=True)
    def _own_file(self, file: Path) -> None:
        rules.refresh()

    def test_saving_puts_rules_in_force_and_says_who(self) -> None:
        editor = make_user()
        made = rules_history.save(changed("window: 8", "window: 4").replace("\n", "\r\n"), editor, "fewer repeats")
        assert rules.current().diversity.window == 4
        assert (made.created_by, made.note, made.source) == (editor, "fewer repeats", "admin")
        assert "\r" not in made.yaml

    def test_what_is_wrong_is_not_saved(self) -> None:
        with pytest.raises(RulesError):
            rules_history.save(changed("window: 8", "window: 0"), None)
        assert VERSIONS.count() == 1
        assert rules.current().diversity.window == 8

    def test_rolling_back_is_a_new_version_with_the_old_text(self) -> None:
        first = VERSIONS.get()
        rules_history.save(changed("window: 8", "window: 4"), None)
        back = rules_history.rollback(first, make_user())
        assert rules.current().diversity.window == 8
        assert (back.yaml, back.source, VERSIONS.count()) == (first.yaml, "rollback", 3)
        assert str(first.pk) in back.note

    def test_a_version_whose_keys_are_no_longer_right_is_not_rolled_back_to(self) -> None:
        old = VERSIONS.create(yaml="signals: {}", sha256="", source="admin")
        with pytest.raises(RulesError):
            rules_history.rollback(old, None)
        assert rules.current().diversity.window == 8


class TestCheckCommand:
    def test_right_rules_are_right(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("check_rules")
        assert "right" in capsys.readouterr().out

    def test_wrong_rules_are_said_to_be(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.yaml"
        path.write_text(changed("window: 8", "window: many"))
        with pytest.raises(CommandError, match=r"diversity\.window"):
            call_command("check_rules", str(path))

    def test_a_missing_file_is_said_to_be(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("check_rules", str(tmp_path / "none.yaml"))
