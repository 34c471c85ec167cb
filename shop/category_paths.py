"""Moving a category: everything below keeps its way from the department up to date."""

from shop.models import Category


def refresh_paths_below(category: Category) -> int:
    """Save every category below one that was moved or renamed; how many there were. Call inside a transaction."""
    count = 0
    for child in Category.objects.filter(parent=category).order_by("pk"):
        child.parent = category
        child.save()
        count += 1 + refresh_paths_below(child)
    return count
