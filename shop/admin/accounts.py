"""Customers, their addresses, and the roles of staff."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from shop.models import Address, Order, User

# allauth's own pages for these show more than staff should see, and do less: see `CustomerAdmin.remove_second_factor`.
for replaced in (Group, EmailAddress, Authenticator):
    admin.site.unregister(replaced)

# Who may sign in here, and as what, is the owner's to say.
OWNERS_FIELDS = ("is_active", "is_staff", "is_superuser", "groups")


class Addresses(StackedInline):
    model = Address
    extra = 0
    tab = True
    fields = (
        ("label", "is_default"),
        ("recipient", "phone"),
        ("line1", "line2"),
        ("city", "region", "postcode"),
        "instructions",
    )


class CustomerCreationForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email",)


class CustomerChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        labels = {"is_active": "May sign in", "is_staff": "Staff", "is_superuser": "Owner", "groups": "Roles"}
        help_texts = {
            "is_active": "Switch off instead of deleting: orders keep their customer.",
            "is_staff": "Enters this office, and does what the roles below allow.",
            "is_superuser": "May do everything, whatever the roles say.",
            "groups": "What each role may do is under Staff › Roles.",
        }


class WhoFilter(admin.SimpleListFilter):
    title = "who"
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("customers", "Customers"), ("staff", "Staff")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        match self.value():
            case "customers":
                return queryset.filter(is_staff=False)
            case "staff":
                return queryset.filter(is_staff=True)
        return queryset


@admin.register(User)
class CustomerAdmin(BaseUserAdmin, ModelAdmin):
    form = CustomerChangeForm
    add_form = CustomerCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("show_customer", "show_orders", "show_role", "is_active", "date_joined")
    list_filter = (WhoFilter, "is_active", "groups")
    list_per_page = 50
    search_fields = ("email", "first_name", "last_name", "phone")
    search_help_text = "Email address, name or phone"
    ordering = ("-date_joined",)
    inlines = (Addresses,)
    actions = ("remove_second_factor",)
    filter_horizontal = ()
    autocomplete_fields = ("groups",)
    readonly_fields: ClassVar[tuple[str, ...]] = ("last_login", "date_joined", "show_links")
    fieldsets = (
        (None, {"fields": (("email", "phone"), ("first_name", "last_name"), "show_links", "password")}),
        ("What they may do", {"fields": (*OWNERS_FIELDS,), "classes": ["tab"]}),
        ("Dates", {"fields": (("last_login", "date_joined"),), "classes": ["tab"]}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)

    def get_inlines(self, request: HttpRequest, obj: User | None = None) -> tuple[Any, ...]:
        return self.inlines if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        counts = Order.objects.filter(user=OuterRef("pk")).order_by().values("user").annotate(count=Count("pk"))
        return (
            super()
            .get_queryset(request)
            .select_related("subject")
            .annotate(order_count=Coalesce(Subquery(counts.values("count"), output_field=IntegerField()), 0))
        )

    # --- Rights: staff look after customers; only an owner changes staff -----------------------------------------

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        closed = () if request.user.is_superuser else OWNERS_FIELDS
        return (*self.readonly_fields, *closed)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._within_reach(request, obj)

    def _within_reach(self, request: HttpRequest, account: User | None) -> bool:
        if account is None or request.user.is_superuser:
            return True
        return account.pk == request.user.pk or not (account.is_staff or account.is_superuser)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        # Deleting many at once would not look at each account's rank.
        if not request.user.is_superuser:
            actions.pop("delete_selected", None)
            actions.pop("remove_second_factor", None)
        return dict(actions)

    @admin.action(description="Remove second factor (lost phone)")
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if not request.user.is_superuser:
            raise PermissionDenied
        for user in queryset:
            removed, _ = Authenticator.objects.filter(user=user).delete()
            if removed:
                self.log_change(request, user, "Second factor removed")
                messages.success(request, f"{user.email} can sign in with the password and set up a new one.")
            else:
                messages.info(request, f"{user.email} has no second factor.")

    # --- Columns ---------------------------------------------------------------------------------------------------

    @display(description="Customer", ordering="email")
    def show_customer(self, user: User) -> SafeString:
        name = user.get_full_name()
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>',
            name or user.email,
            user.email if name else "",
        )

    @display(description="Orders", ordering="order_count")
    def show_orders(self, user: Any) -> int:
        return int(user.order_count)

    @display(description="Role", label={"Staff": "info", "Owner": "warning", "Customer": "default"})
    def show_role(self, user: User) -> str:
        return "Owner" if user.is_superuser else "Staff" if user.is_staff else "Customer"

    @display(description="See also")
    def show_links(self, user: Any) -> SafeString | str:
        links = format_html(
            '<a class="leaf-link" href="{}?q={}">{} order{}</a>',
            reverse("admin:shop_order_changelist"),
            user.email,
            user.order_count,
            "" if user.order_count == 1 else "s",
        )
        subject = getattr(user, "subject", None)
        if subject is None:
            return links
        learned = reverse("admin:shop_subject_change", args=[subject.pk])
        return format_html('{} · <a class="leaf-link" href="{}">What the shop learned</a>', links, learned)


@admin.register(Group)
class RoleAdmin(ModelAdmin):
    list_display = ("name", "show_members")
    ordering = ("name",)
    search_fields = ("name",)
    filter_horizontal = ("permissions",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(members=Count("user"))

    @display(description="Members", ordering="members")
    def show_members(self, group: Any) -> int:
        return int(group.members)
