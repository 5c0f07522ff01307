"""One request, one identity.

``x-request-id`` and ``traceparent`` in, bound to every log line, echoed and passed on.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars

from .request_id import Refused, accept_request_id
from .trace_context import TraceParent, new_span_id, new_trace, parse_traceparent, parse_tracestate

log = structlog.get_logger()


@dataclass(frozen=True)
class Hop:
    """The identity of the running request in this process."""

    request_id: str
    trace: TraceParent
    """What goes out: the trace, and the span of this hop as the parent of the next one."""
    tracestate: str


current_hop: ContextVar[Hop] = ContextVar("current_hop")


def error_body(code: str) -> dict[str, Any]:
    """The body of an error: a code and the ID to ask for, never a message."""
    return {"error": {"code": code, "request_id": current_hop.get().request_id}}


class RequestContext:
    """ASGI middleware. Wrap the whole application in it, so that errors and 404 are inside too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        clear_contextvars()
        hop = _begin(scope)
        exchange = _Exchange(hop, receive, send)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception:
            log.error("unhandled error", exc_info=True)
            if exchange.status == 0:
                await JSONResponse(error_body("internal"), 500)(scope, receive, exchange.send)
        finally:
            exchange.log_summary(scope)


class _Exchange:
    """What is known of one request on its way.

    Status, duration, and whether its client is still there.
    """

    def __init__(self, hop: Hop, receive: Receive, send: Send) -> None:
        self._hop, self._receive, self._send = hop, receive, send
        self._began = time.perf_counter()
        self._complete = self._gone = False
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._gone = self._gone or (message["type"] == "http.disconnect" and not self._complete)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            others = [
                pair for pair in message.get("headers", []) if pair[0].lower() != b"x-request-id"
            ]
            message = {
                **message,
                "headers": [*others, (b"x-request-id", self._hop.request_id.encode("ascii"))],
            }
        elif message["type"] == "http.response.body":
            self._complete = not message.get("more_body", False)
        await self._send(message)

    def log_summary(self, scope: Scope) -> None:
        aborted = self._gone or not self._complete
        failed = self.status >= 500
        outcome = (
            "aborted"
            if aborted
            else "server_error"
            if failed
            else "client_error"
            if self.status >= 400
            else "ok"
        )
        write = log.warning if aborted else log.error if failed else log.info
        with bound_contextvars(route_pattern=_route_of(scope)):
            write(
                "request",
                method=scope["method"],
                status=self.status,
                duration_ms=round((time.perf_counter() - self._began) * 1000, 3),
                outcome=outcome,
            )


def _begin(scope: Scope) -> Hop:
    caller = parse_traceparent(_headers(scope, b"traceparent"))
    state = parse_tracestate(_headers(scope, b"tracestate")) if caller else ""
    trace = caller or new_trace()
    own = TraceParent(trace.trace_id, new_span_id(), trace.flags)
    decision = accept_request_id(_headers(scope, b"x-request-id"))
    hop = Hop(decision if isinstance(decision, str) else own.trace_id, own, state)
    current_hop.set(hop)
    bind_contextvars(request_id=hop.request_id, trace_id=own.trace_id, span_id=own.parent_id)
    if isinstance(decision, Refused):
        log.info(
            "request id replaced", refused_request_id_hash=decision.hash, reason=decision.reason
        )
    return hop


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _route_of(scope: MutableMapping[str, Any]) -> str:
    """``/orders/{order_id}`` as ``/orders/:order_id``; never the path, which holds values."""
    pattern = getattr(scope.get("route"), "path", None)
    if not isinstance(pattern, str):
        return "unmatched"
    parts = pattern.split("/")
    return "/".join(
        f":{part[1:-1].split(':')[0]}" if part[:1] == "{" and part[-1:] == "}" else part
        for part in parts
    )


async def bind_route(request: Request) -> None:
    """For ``FastAPI(dependencies=[Depends(bind_route)])``.

    The route stands on the lines of the handler too.
    """
    bind_contextvars(route_pattern=_route_of(request.scope))


def propagate_to(*hosts: str) -> Callable[[httpx.Request], Awaitable[None]]:
    """A request hook for ``httpx.AsyncClient``.

    These hosts (``host`` or ``host:port``) get the IDs.
    """

    async def hook(request: httpx.Request) -> None:
        for name in ("traceparent", "tracestate", "x-request-id"):
            request.headers.pop(name, None)
        hop = current_hop.get(None)
        if hop is None or not {request.url.host, request.url.netloc.decode("ascii")} & set(hosts):
            return
        request.headers["traceparent"] = hop.trace.header()
        request.headers["x-request-id"] = hop.request_id
        if hop.tracestate:
            request.headers["tracestate"] = hop.tracestate

    return hook
