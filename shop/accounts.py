"""Sign-in, sign-up and what happens to a visitor's things then."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth as the shop wants it."""
