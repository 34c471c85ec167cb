"""`python -m tests.personalization.one_click [--names]`: measure one click on the catalog of DATABASE_URL.

With --names, first read attributes and brands from the products' names: for a database of an imported list, not for one
that matters. Prints a row for each attribute, and one for each group of facets.
"""

import argparse
import os


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--names", action="store_true", help="read attributes and brands from the names first")
    asked.add_argument("--one-look", type=float, action="append", help="measure with this instead of the rules'")
    options = asked.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leafloaf.settings")
    import django

    django.setup()
    from personalization.rules import RULES_FILE, load
    from tests.personalization.one_click.from_names import read_from_names
    from tests.personalization.one_click.measure import by_group, measure

    if options.names:
        print("{} products with attributes, {} with a brand, from their names.".format(*read_from_names()))
    rules = load(RULES_FILE.read_text())
    for one_look in options.one_look or [rules.scales.one_look]:
        scales = rules.scales.model_copy(update={"one_look": one_look})
        print(f"\none_look {one_look:g}")
        cases = measure(rules.model_copy(update={"scales": scales}))
        attributes = [case for case in cases if case.facet.startswith("attribute:")]
        for name, figures in (*by_group(attributes, str).items(), *by_group(cases).items()):
            print(f"{name:28}{figures}")


if __name__ == "__main__":
    main()
