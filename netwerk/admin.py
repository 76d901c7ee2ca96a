"""What an operator sees: who has an account, and whether mail goes out. Never what users wrote down.

Contacts, encounters, notes and nudges are not here, nor the subject and text of a mail: people entrust each
other's words to a notebook, not to whoever runs the server.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from netwerk.accounts.models import User
from netwerk.mail.models import Mail

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one door, with allauth's rate limits
admin.site.site_header = admin.site.site_title = "Netwerk"


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts. One made here has no password: its owner chooses one by "Forgot your password?"."""

    # To shut an account, make it inactive. Only its owner deletes it: the admin would list whom they know.

    list_display = ("email", "name", "language", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = (
        "email",
        "name",
        "language",
        "time_zone",
        "is_active",
        "is_staff",
        "is_superuser",
        "date_joined",
        "last_login",
    )
    readonly_fields = ("date_joined", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Once made, an address is changed by its owner, who proves that it is theirs."""
        return (*self.readonly_fields, "email") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.email = obj.email.lower()
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """The ledger of what went out, for finding out why something did not."""

    list_display = ("created_at", "to", "kind", "state", "attempt", "due_at", "error", "message_id")
    list_display_links = None
    list_filter = ("kind", "failed_at")
    search_fields = ("to", "error", "message_id")
    ordering = ("-id",)

    def has_view_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        """The list, no more: a page about one mail would begin with its subject."""
        return obj is None and super().has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
