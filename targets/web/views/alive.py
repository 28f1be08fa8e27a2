"""Is this person still logged in: asked by the logging grid before it sends what was typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from targets import access


@never_cache
@require_safe
def log_alive(request: HttpRequest) -> HttpResponse:
    """204 and who it is, with the token that forms have to bring (a login changes it, and a page
    that was open before would be refused with all it holds); 403 for nobody."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        return HttpResponse(status=403)
    return HttpResponse(
        status=204, headers={"X-Person": str(rights.user_id), "X-CSRFToken": get_token(request)}
    )
