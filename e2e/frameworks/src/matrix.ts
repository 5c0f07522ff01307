import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type App, buildApps, builtFile, type Form } from './build.ts';
import { faultsOf } from './judge.ts';
import type { Evidence } from './request.ts';
import { type Run, startWorld } from './world.ts';

/** One service: a framework, how its packages are loaded, and the Node that runs it. */
export interface Cell {
  readonly app: App;
  readonly form: Form;
  readonly node: { readonly name: string; readonly binary: string };
}

export const nameOf = ({ app, form, node }: Cell): string => `${app}-${form}-${node.name}`;

const PLACE = path.join(import.meta.dirname, '../temp');

/** Bundles stand where no package can be found: what they need and do not have ends them. */
function placeOf(form: Form, name: string, made: string[]): string {
  if (form !== 'bundled') return path.join(PLACE, name, form);
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline frameworks '));
  made.push(folder);
  return folder;
}

async function buildAll(cells: readonly Cell[], name: string, made: string[]): Promise<ReadonlyMap<Form, string>> {
  const folders = new Map<Form, string>();
  for (const form of new Set(cells.map((cell) => cell.form))) {
    const folder = placeOf(form, name, made);
    folders.set(form, folder);
    await buildApps(folder, form, [...new Set(cells.flatMap((cell) => (cell.form === form ? [cell.app] : [])))]);
  }
  return folders;
}

/** Runs every cell, two at a time, and holds each against what arrived. The faults of each, by its name. */
export async function runMatrix(cells: readonly Cell[], name: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const made: string[] = [];
  const stockFolder = path.join(PLACE, name, 'stock');
  await buildApps(stockFolder, 'esm', ['http']);
  const world = await startWorld(builtFile(stockFolder, 'esm', 'http'));
  try {
    const folders = await buildAll(cells, name, made);
    const runs = new Map<string, Run | Error>();
    const waiting = [...cells];
    const work = async (): Promise<void> => {
      for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
        const { app, form, node } = cell;
        const service = nameOf(cell);
        const file = builtFile(folders.get(form) ?? '', form, app);
        const program = { node: node.binary, args: [file] };
        const what = { service, program, ...(app === 'http2' && { protocol: 'http2' as const }) };
        runs.set(service, await world.run(what).catch((error: unknown) => error as Error));
      }
    };
    await Promise.all([work(), work()]);
    const stock = await world.end();
    const { receiver, ingest } = world;
    const judged = [...runs].map(([service, run]) => {
      if (run instanceof Error) return [service, [run.message]] as const;
      return [service, faultsOf({ run, receiver, ingest, stock: stock.lines } satisfies Evidence)] as const;
    });
    const others = [...receiver.faults, ...ingest.faults].map((fault) => JSON.stringify(fault));
    return new Map([
      ...judged,
      ['receivers and next service', [...others, ...(stock.stderr === '' ? [] : [stock.stderr])]],
    ]);
  } finally {
    await world.close();
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  }
}
