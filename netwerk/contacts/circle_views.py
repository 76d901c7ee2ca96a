"""The user's circles: all of them, another name, gone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.forms import CircleForm
from netwerk.contacts.models import Circle
from netwerk.web import page


@require_safe
def circles(request: UserRequest) -> HttpResponse:
    """Every circle, with how many people are in it."""
    return page(request, "contacts/circles.html", {"circles": Circle.objects.of(request.user).with_people()})


@require_http_methods(["GET", "HEAD", "POST"])
def rename_circle(request: UserRequest, pk: int) -> HttpResponse:
    circle = get_object_or_404(Circle.objects.of(request.user), pk=pk)
    form = CircleForm(request.POST or None, instance=circle)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("contacts.circles")
    context = {"form": form, "name": form.initial["name"]}
    return page(request, "contacts/rename_circle.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_circle(request: UserRequest, pk: int) -> HttpResponse:
    """Asks; a POST deletes the circle. The people stay."""
    circle = get_object_or_404(Circle.objects.of(request.user), pk=pk)
    if request.method == "POST":
        circle.delete()
        request.user.raise_soon()
        messages.success(request, gettext("The circle “%(name)s” is deleted.") % {"name": circle.name})
        return redirect("contacts.circles")
    return page(request, "contacts/delete_circle.html", {"circle": circle})
