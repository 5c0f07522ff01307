import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');
const LINE = /^The dashboard of this run: (http:\/\/\S+?)\/ as (\S+) with (\S+), then "Numbers"/;

it('opens onto the dashboard, which has the numbers of the run, for those who may see it', async () => {
  const child = spawn(process.execPath, [MAIN, '--keep', '--requests', '300', '--cost-rounds', '1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  const told = new Promise<readonly string[]>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const found = LINE.exec(line);
      if (found) resolve(found.slice(1));
    });
    child.once('exit', () => reject(new Error(said.join('\n'))));
  });
  try {
    const [origin = '', email, password] = await told;
    const closed = await fetch(`${origin}/telemetry/`);
    expect(closed.status).toBe(404);
    expect(await closed.text()).not.toContain('People');
    const signedIn = await fetch(`${origin}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const headers = { cookie: (signedIn.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
    // The run is of today, and of yesterday where it began before midnight; its events happened up to hours ago.
    const [from, until] = [1, 0].map((back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10));
    const page = await fetch(`${origin}/telemetry/?from=${from}&until=${until}`, { headers });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Which features earn their maintenance cost?');
    const csv = await fetch(`${origin}/telemetry/panel/topRoutes.csv?from=${from}&until=${until}`, { headers });
    expect(await csv.text()).toMatch(/^current,\/approvals,[1-9]/m);
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }
});
