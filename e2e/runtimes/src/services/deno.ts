import process from 'node:process';
import { createService } from '../app.ts';

/** As much of Deno as is used here. */
declare const Deno: {
  readonly env: { get(name: string): string | undefined };
  serve(options: object, handler: (request: Request) => Promise<Response>): unknown;
};

const fetch = createService(Deno.env.get('LISTED') ?? '', Deno.env.get('OTHER') ?? '');
const onListen = ({ port }: { port: number }): void => void process.stdout.write(`${JSON.stringify({ port })}\n`);
Deno.serve({ port: 0, hostname: '127.0.0.1', onListen }, (request) => fetch(request));
