"""Customers and their addresses."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from shop.models import Address, User

admin.site.unregister(Group)


class Addresses(StackedInline):
    model = Address
    extra = 0
    tab = True


class CustomerCreationForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email",)


class CustomerChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class CustomerAdmin(BaseUserAdmin, ModelAdmin):
    form = CustomerChangeForm
    add_form = CustomerCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "first_name", "show_orders", "show_role", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("-date_joined",)
    inlines = (Addresses,)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", ("first_name", "last_name"), "phone")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups"), "classes": ["tab"]}),
        ("Dates", {"fields": (("last_login", "date_joined"),), "classes": ["tab"]}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).annotate(order_count=Count("orders"))

    @display(description="Orders", ordering="order_count")
    def show_orders(self, user: Any) -> int:
        return int(user.order_count)

    @display(description="Role", label={"Staff": "info", "Owner": "warning"})
    def show_role(self, user: User) -> str:
        return "Owner" if user.is_superuser else "Staff" if user.is_staff else "Customer"


@admin.register(Group)
class RoleAdmin(ModelAdmin):
    search_fields = ("name",)
    filter_horizontal = ("permissions",)
