import process from 'node:process';
import { createService } from '../app.ts';

/** As much of Bun as is used here. */
declare const Bun: {
  readonly env: Readonly<Record<string, string>>;
  serve(options: object): { readonly port: number };
};

const fetch = createService(Bun.env['LISTED'] ?? '', Bun.env['OTHER'] ?? '');
const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch });
process.stdout.write(`${JSON.stringify({ port })}\n`);
