import { createService } from '../app.ts';

/** As much of Deno as is used here. */
declare const Deno: {
  readonly env: { get(name: string): string | undefined };
  serve(options: object, handler: (request: Request) => Promise<Response>): unknown;
};

const fetch = createService(Deno.env.get('LISTED') ?? '', Deno.env.get('OTHER') ?? '');
// oxlint-disable-next-line no-console -- The way of this runtime to its standard output.
const onListen = ({ port }: { port: number }): void => console.log(JSON.stringify({ port }));
Deno.serve({ port: 0, hostname: '127.0.0.1', onListen }, (request) => fetch(request));
