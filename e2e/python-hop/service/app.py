"""The example's routes: a price that asks the stock service, and some that go wrong."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from .middleware import RequestContext, bind_route, error_body, propagate_to

log = structlog.get_logger()


def create_app(stock_url: str) -> ASGIApp:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        hook = propagate_to(httpx.URL(stock_url).netloc.decode("ascii"))
        async with httpx.AsyncClient(
            base_url=stock_url, event_hooks={"request": [hook]}
        ) as client:
            app.state.stock = client
            yield

    app = FastAPI(lifespan=lifespan, dependencies=[Depends(bind_route)], openapi_url=None)

    @app.exception_handler(Exception)
    async def answer_error(_request: Request, _error: Exception) -> JSONResponse:
        return JSONResponse(error_body("internal"), 500)

    @app.get("/prices/{item_id}")
    async def price(item_id: str, request: Request) -> dict[str, Any]:
        log.info("price asked for", item_id=item_id)
        answer = await request.app.state.stock.get(f"/stock/{item_id}")
        log.info("stock known", item_id=item_id, status=answer.status_code)
        behind = {"request_id": answer.headers["x-request-id"], "body": answer.json()}
        return {
            "item_id": item_id,
            "traceparent": request.headers.get("traceparent"),
            "behind": behind,
        }

    @app.get("/discounts/{item_id}")
    def discount(item_id: str) -> dict[str, Any]:
        # A plain function runs in a thread of its own; the context comes along.
        log.info("discount asked for", item_id=item_id)
        time.sleep(0.002)
        log.info("discount known", item_id=item_id)
        return {"item_id": item_id}

    @app.get("/failures/{item_id}")
    async def failure(item_id: str) -> None:
        try:
            raise ValueError("no such price list")
        except ValueError as error:
            raise RuntimeError("price cannot be calculated") from error

    @app.post("/sessions")
    async def session(request: Request) -> dict[str, Any]:
        # What a careless line looks like: names of secrets, and a field that only the logger
        # writes.
        form = await request.json()
        log.info(
            "session opened",
            form=form,
            authorization=request.headers.get("authorization"),
            request_id="mine",
        )
        return {"ok": True}

    return RequestContext(app)
