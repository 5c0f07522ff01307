import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Pages that the judges of this suite are to refuse: `/form` for its faults, `/heavy` for its weight, any other for showing nothing. */
export interface BadPage extends AsyncDisposable {
  readonly origin: string;
}

const SCRIPT_BYTES = 3 * 1024 * 1024;

// Text that no compression makes small, and half a second of work.
const script = (): string => {
  let text = '';
  for (let state = 1; text.length < SCRIPT_BYTES; text += state.toString(36)) state = (state * 48_271) % 2_147_483_647;
  return `const end=performance.now()+500;while(performance.now()<end);window.text='${text}';`;
};

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bad</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${head}</head><body><main>${body}</main></body></html>`;

const FORM = '<h1>Bad</h1><input name="who"><p style="color:#ccc;background:#fff">Pale</p><img src="data:," width="9">';

/** Serves it on this machine. */
export async function serveBadPage(): Promise<BadPage> {
  const large = script();
  const answers: Readonly<Record<string, readonly [string, string]>> = {
    '/form': ['text/html', page('', FORM)],
    '/heavy': ['text/html', page('<script src="/large.js"></script>', '<h1>Heavy</h1><p>Late</p>')],
    '/large.js': ['text/javascript', large],
  };
  const server = createServer((request, response) => {
    const [type, body] = answers[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
