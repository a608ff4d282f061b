"""Dagster's UI server for pages of its own alone: `python -m dagster_project.guarded_ui`, as dagster_webserver.

The server listens on loopback. A foreign page that is open in the user's browser can still reach it: by DNS rebinding,
which the Host header shows, or by a direct request, which the Origin and Sec-Fetch headers show. Old browsers send a
GET without these headers, so GraphQL by GET is refused; the UI itself uses POST.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from dagster_webserver.cli import main
from dagster_webserver.webserver import DagsterWebserver
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ingest.configuration.addresses import LOOPBACK


class OwnPagesOnly:
    """Answers 403 to what does not come from the UI's own pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is allowed."""
        answer: ASGIApp = self._app
        if scope["type"] in ("http", "websocket") and _is_foreign(scope):
            is_page = scope["type"] == "http"
            answer = PlainTextResponse("Refused: open the UI itself.\n", 403) if is_page else WebSocketClose(1008)
        await answer(scope, receive, send)


def _is_foreign(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    try:
        is_here = urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        is_here = False
    is_link = scope.get("method") == "GET" and headers.get("sec-fetch-mode") == "navigate"
    is_query = scope.get("method") == "GET" and scope["query_string"] and "graphql" in scope["path"]
    is_other_page = headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not is_link
    is_other_origin = headers.get("origin", f"http://{host}") != f"http://{host}"
    return not is_here or is_other_origin or is_other_page or bool(is_query)


class GuardedWebserver(DagsterWebserver):
    """Dagster's server behind the check."""

    def build_middleware(self) -> list[Middleware]:
        """The check comes first."""
        return [Middleware(OwnPagesOnly), *super().build_middleware()]


if __name__ == "__main__":
    from dagster_webserver import app

    app.DagsterWebserver = GuardedWebserver  # type: ignore[misc] # Dagster offers no public way
    main()
