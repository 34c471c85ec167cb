from shop.models.account import Address, Subject, User
from shop.models.cart import Cart, CartItem
from shop.models.catalog import Brand, Category, Product
from shop.models.catalog_import import CatalogImport
from shop.models.delivery import DeliverySlot
from shop.models.mail import OutgoingMail
from shop.models.order import Order, OrderLine, OrderStatusChange
from shop.models.payment import Payment, SandboxCharge
from shop.models.promotion import CartCode, Promotion, PromotionRedemption
from shop.models.search import (
    SearchDocument,
    SearchPosting,
    SearchState,
    SearchTerm,
    SearchVector,
    SearchWord,
    Synonym,
)

__all__ = [
    "Address",
    "Brand",
    "Cart",
    "CartCode",
    "CartItem",
    "CatalogImport",
    "Category",
    "DeliverySlot",
    "Order",
    "OrderLine",
    "OrderStatusChange",
    "OutgoingMail",
    "Payment",
    "Product",
    "Promotion",
    "PromotionRedemption",
    "SandboxCharge",
    "SearchDocument",
    "SearchPosting",
    "SearchState",
    "SearchTerm",
    "SearchVector",
    "SearchWord",
    "Subject",
    "Synonym",
    "User",
]
