"""Who the demo's shoppers are and what they put into their baskets."""

from dataclasses import dataclass

# One password for all of them; they exist only on one machine.
PASSWORD = "leafloaf-demo"  # noqa: S105  shown at every start of the demo
STAFF_EMAIL = "staff@leafloaf.example"


@dataclass(frozen=True)
class Habit:
    """A product bought every so many days (a little more or less each time), and how much of it."""

    sku: str
    every_days: int
    quantity: int = 1


@dataclass(frozen=True)
class Household:
    """One demo shopper.

    `shops_every_days` is the rhythm of whole orders; `weekday` (0 is Monday) the day they fall on.
    """

    email: str
    first_name: str
    story: str
    shops_every_days: int
    weekday: int
    habits: tuple[Habit, ...]
    weeks: int = 26


HOUSEHOLDS = (
    Household(
        email="maya@leafloaf.example",
        first_name="Maya",
        story="plant-based, one big shop every Saturday",
        shops_every_days=7,
        weekday=5,
        habits=(
            Habit("PLB-0003", 7, 2),
            Habit("PLB-0032", 7),
            Habit("PLB-0059", 7, 2),
            Habit("FRV-0009", 7, 2),
            Habit("PLB-0077", 14),
            Habit("DRK-0050", 21),
            Habit("BAK-0003", 7),
            Habit("PRW-0035", 28),
            Habit("SWT-0003", 14, 2),
            Habit("BRK-0020", 21),
        ),
    ),
    Household(
        email="sam@leafloaf.example",
        first_name="Sam",
        story="a family of five, two gallons of milk a week",
        shops_every_days=7,
        weekday=6,
        habits=(
            Habit("DAI-0002", 7, 2),
            Habit("DAI-0087", 7),
            Habit("BAK-0002", 7, 2),
            Habit("BRK-0002", 14, 2),
            Habit("MSF-0002", 7),
            Habit("DRK-0027", 7, 3),
            Habit("DAI-0051", 14),
            Habit("FRV-0009", 7, 3),
            Habit("HOU-0031", 28),
            Habit("BAB-0021", 14),
        ),
    ),
    Household(
        email="lin@leafloaf.example",
        first_name="Lin",
        story="cooks hot and Asian, twice a week, small baskets",
        shops_every_days=4,
        weekday=2,
        habits=(
            Habit("PRW-0039", 28),
            Habit("PRW-0063", 28),
            Habit("PAN-0051", 35),
            Habit("PRW-0022", 8, 2),
            Habit("SNK-0015", 8),
            Habit("PLB-0058", 8),
            Habit("PRW-0070", 42),
            Habit("DAI-0088", 12),
        ),
    ),
)
NEWCOMER_EMAIL = "robin@leafloaf.example"


def logins() -> list[tuple[str, str]]:
    """(address, who it is) for each demo login."""
    return [
        *((household.email, f"{household.first_name}: {household.story}") for household in HOUSEHOLDS),
        (NEWCOMER_EMAIL, "Robin: has an account and has bought nothing yet"),
        (STAFF_EMAIL, "staff: runs the shop at /admin/"),
    ]
