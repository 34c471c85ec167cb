"""Keeps the index in step: what staff save is found within a second, however they saved it."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop import catalog_version
from shop.models import Brand, Category, Product, Synonym
from shop.search.upkeep import products_changed


@receiver(post_save, sender=Product)
@receiver(post_delete, sender=Product)
def _product(instance: Product, **_: Any) -> None:
    if instance.pk:
        products_changed([instance.pk])


@receiver(post_save, sender=Brand)
def _brand(instance: Brand, created: bool, **_: Any) -> None:
    if not created:
        products_changed(Product.objects.filter(brand=instance).values_list("pk", flat=True))
    catalog_version.bump([])


@receiver(post_save, sender=Category)
def _category(instance: Category, created: bool, **_: Any) -> None:
    if not created:
        below = Product.objects.filter(category__path__contains=[instance.slug])
        products_changed(below.values_list("pk", flat=True))
    catalog_version.bump([])


@receiver(post_delete, sender=Brand)
@receiver(post_delete, sender=Category)
@receiver(post_save, sender=Synonym)
@receiver(post_delete, sender=Synonym)
def _words(**_: Any) -> None:
    catalog_version.bump([])
