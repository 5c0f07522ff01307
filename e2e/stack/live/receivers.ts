import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Receiver, ReceiverName } from '../../../packages/stack/src/model/stack-options.ts';
import type { Road } from './roads.ts';

/** One alert of a notification, as Alertmanager posts it. */
export interface Notice {
  readonly road: Road;
  readonly receiver: ReceiverName;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorURL: string;
  readonly startsAt: string;
}

export interface Receivers {
  readonly notices: readonly Notice[];
  /** Generated files that links of alerts lead to, served from here. */
  readonly runbooks: string;
  serve(road: string, path: string, text: string): void;
  /** Receivers for the options of the stack; each has its address in a file, as a secret would be. */
  optionsOf(road: Road, directory: string): Readonly<Record<ReceiverName, readonly Receiver[]>>;
  close(): Promise<void>;
}

const NAMES: readonly ReceiverName[] = ['oncall', 'security', 'product', 'chat', 'deadman'];

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) text += part;
  return text;
}

function noticesIn(url: string, body: string): readonly Notice[] {
  const [, road = '', receiver = ''] = url.split('/');
  const { alerts } = JSON.parse(body) as { alerts: readonly Omit<Notice, 'road' | 'receiver'>[] };
  return alerts.map((alert) => ({ ...alert, road: road as Road, receiver: receiver as ReceiverName }));
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** Those who are told: a webhook for each receiver of each road, and the place where runbooks are read. */
export async function startReceivers(): Promise<Receivers> {
  const notices: Notice[] = [];
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (request.method === 'POST') {
      void read(request)
        .then((body) => notices.push(...noticesIn(url, body)))
        .finally(() => response.end());
      return;
    }
    const page = pages.get(url);
    response.writeHead(page === undefined ? 404 : 200).end(page ?? '');
  });
  const origin = `http://127.0.0.1:${await listen(server)}`;
  return {
    notices,
    runbooks: origin,
    serve: (road, name, text) => void pages.set(`/${road}/${name}`, text),
    optionsOf(road, directory) {
      mkdirSync(directory, { recursive: true });
      const one = (name: ReceiverName): [ReceiverName, readonly Receiver[]] => {
        const urlFile = path.join(directory, `${name}.url`);
        writeFileSync(urlFile, `${origin}/${road}/${name}\n`);
        return [name, [{ kind: 'webhook', urlFile }]];
      };
      return Object.fromEntries(NAMES.map(one)) as Record<ReceiverName, readonly Receiver[]>;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
