"""Who shops: the account that signs in, and the subject whom events and carts are about."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account that signs in by mail address.

        Raises:
            ValueError: when the address is empty.
        """
        if not email:
            raise ValueError("An account needs an email address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    username = None  # type: ignore[assignment]  # people sign in by mail address
    email = models.EmailField("email address", unique=True)
    phone = models.CharField(max_length=32, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "customer"
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    def __str__(self) -> str:
        return self.email


class Subject(models.Model):
    """Whom events, carts and orders are about: an account, or a visitor who has not signed in.

    `warehouse_key` is the only name the warehouse knows a subject by; destroying it here unlinks
    everything that was exported.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.CASCADE, related_name="subject")
    warehouse_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A visitor who signed in: everything of theirs is now the account's. The row stays because the warehouse may
    # still know the visitor by its key, which goes when the account goes.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "shopper"

    def __str__(self) -> str:
        return self.user.email if self.user else f"Visitor {str(self.id)[:8]}"


class Address(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(max_length=40, blank=True)
    recipient = models.CharField(max_length=120)
    line1 = models.CharField(max_length=160)
    line2 = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=40, blank=True)
    postcode = models.CharField(max_length=16)
    phone = models.CharField(max_length=32, blank=True)
    instructions = models.CharField(max_length=240, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "addresses"
        ordering = ["-is_default", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="one_default_address_per_customer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.line1}, {self.city}"
