"""``STOCK_URL=http://127.0.0.1:3001 PORT=3002 python -m service`` serves until a signal."""

from __future__ import annotations

import os
import socket

import structlog
import uvicorn

from .app import create_app
from .logs import configure_logs


def main() -> None:
    configure_logs("pricing")
    listener = socket.create_server(("127.0.0.1", int(os.environ.get("PORT", "0"))))
    # uvicorn's own lines come through the standard library; its access log would repeat the
    # summary line with the path.
    server = uvicorn.Server(
        uvicorn.Config(create_app(os.environ["STOCK_URL"]), log_config=None, access_log=False)
    )
    structlog.get_logger().info("listening", port=listener.getsockname()[1])
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
