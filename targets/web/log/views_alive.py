"""Is this person still logged in: asked by the logging grid before it sends what was typed, and
said by every page where somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from targets import access
from tracker.requests.session_limits import no_activity


@never_cache
@require_safe
@no_activity
def log_alive(request: HttpRequest) -> HttpResponse:
    """Asked by a script alone: it keeps nobody logged in."""
    return _who(request)


@never_cache
@require_safe
def active(request: HttpRequest) -> HttpResponse:
    """Somebody types into a page or comes back to one: whoever writes is not idle."""
    return _who(request)


def _who(request: HttpRequest) -> HttpResponse:
    """204 and who it is, with the token that forms have to bring (a login changes it, and a page
    that was open before would be refused with all it holds); 403 for nobody."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        return HttpResponse(
            _("You are not logged in. Log in and try again."), status=403, content_type="text/plain"
        )
    return HttpResponse(
        status=204, headers={"X-Person": str(rights.user_id), "X-CSRFToken": get_token(request)}
    )
