from django import forms


class SignupForm(forms.Form):
    """What sign-up asks beside allauth's own fields."""

    def signup(self, request, user):
        """Nothing yet."""
