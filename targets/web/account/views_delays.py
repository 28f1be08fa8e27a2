"""Who has to wait after wrong passwords, and freeing them: for who administers people."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from targets import access, clock
from targets.reads.scope.guesses import delays
from targets.writes.people.administration_log import Author
from targets.writes.people.unlock import unlock_address, unlock_name
from tracker.requests.client_address import counted


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delays_page(request: HttpRequest) -> HttpResponse:
    """List who waits; POST frees one name or one address. A manager sees their own people."""
    rights = access.rights_of_request(request)
    if not rights.manages:
        raise PermissionDenied(_("Only who administers people sees who has to wait."))
    if request.method == "POST":
        return _free(request, rights)
    now = delays(access.managed_people(rights), is_everybody=rights.is_superuser, now=clock.now())
    return render(request, "targets/account/delays.html", {"delays": now})


def _free(request: HttpRequest, rights: access.Rights) -> HttpResponse:
    author = Author(request.user.pk or 0)
    name, address = request.POST.get("name", ""), request.POST.get("address", "")
    if name:
        person = access.managed_people(rights).filter(username=name[:150]).first()
        if person is None:
            raise Http404(_("You administer nobody of this name."))
        unlock_name(person, author)
        messages.success(request, _("“%(name)s” need not wait any more.") % {"name": name})
    elif rights.is_superuser:
        plain = counted(address)
        if not plain:
            raise Http404(_("This is no network address."))
        unlock_address(plain, author)
        messages.success(request, _("“%(name)s” need not wait any more.") % {"name": plain})
    else:
        raise PermissionDenied(_("Addresses are freed by superusers."))
    return redirect("targets:delays")
