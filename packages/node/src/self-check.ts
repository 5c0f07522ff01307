import process from 'node:process';
import { duplexPair } from 'node:stream';
import { errorTable, type Log, withDeadline } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { Otel } from '@plumbline/otel';

/** A request in memory takes a millisecond or two; this is for a machine that does nothing else. */
const PROBE_MS = 1_000;

/** A probe path: it gets a request context, and no span, duration or summary line. */
const PROBE = 'GET /livez HTTP/1.1\r\nhost: self-check\r\nconnection: close\r\n\r\n';

/**
 * Whether a request through `node:http` reaches the baseline: one is sent through a server of Node's own in memory, with
 * no port and no socket, and its handler looks for the request context that only our subscriber makes.
 */
async function requestsAreSeen(): Promise<boolean> {
  // `import` of `node:http` reads all that it exports, and so loads Node's own fetch and WebSocket for nobody.
  const { createServer } = process.getBuiltinModule('node:http');
  const [client, connection] = duplexPair();
  const handled = new Promise<boolean>((resolve) => {
    const server = createServer((_request, response) => {
      resolve(currentContext() !== undefined);
      response.end();
    });
    server.emit('connection', connection);
    client.resume().write(PROBE);
  });
  try {
    return await withDeadline(handled, PROBE_MS, () => false);
  } finally {
    client.destroy();
    connection.destroy();
  }
}

/** Says in the log, one line for each, what keeps requests or telemetry from being recorded, and what to do about it. */
export async function reportFaults(otel: Otel, log: Log): Promise<void> {
  for (const { code, fix, what } of otel.selfCheck()) log.error({ code, fix }, what);
  if (await requestsAreSeen()) return;
  const { fix, what } = errorTable.PLB_TRACE_UNSEEN;
  log.error({ code: 'PLB_TRACE_UNSEEN', fix }, what);
}
