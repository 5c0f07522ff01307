import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesAllocated, collectGarbage } from '../harness/heap.ts';
import { type Batch, type Entry, type Fields, type Kind, KINDS, makeEntries } from './records.ts';
import { nullSink, openFile, openPipe, type Sink } from './sinks.ts';

/** Lines of each record in one window of time. */
export type LogScale = Readonly<Record<Kind, number>>;

export type Write = (fields: Fields, message: string) => void;

/** Makes the logger of a side, writing to a sink. Called once for each sink. */
export type OpenLog = (sink: Sink) => Promise<Write>;

/** Lines between two turns of the event loop: nothing logs for ever without one. */
const TURN = 200;

/** Windows on a descriptor are shorter: the system call is most of it. */
const DESCRIPTOR_SHARE = 0.25;

const WARM_SHARE = 0.2;

/** Passes over the warm-up lines: enough that the hot functions are compiled with all three records in them. */
const WARM_PASSES = 2;

/** Small enough that the slowest side stays within the young generation. */
const HEAP_LINES: LogScale = { small: 1_000, request: 250, large: 25 };

const portion = (scale: LogScale, share: number): LogScale => ({
  small: Math.ceil(scale.small * share),
  request: Math.ceil(scale.request * share),
  large: Math.ceil(scale.large * share),
});

async function writeAll(write: Write, entries: readonly Entry[]): Promise<void> {
  let left = TURN;
  for (const { fields, message } of entries) {
    write(fields, message);
    left -= 1;
    if (left > 0) continue;
    left = TURN;
    await nextTurn();
  }
  await nextTurn();
}

/** CPU nanoseconds of a line: every thread of the process, in user and in system mode. */
async function cpuOfLine(write: Write, entries: readonly Entry[]): Promise<number> {
  collectGarbage();
  const before = process.cpuUsage();
  await writeAll(write, entries);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / entries.length;
}

/** Batches never share a seed, so no side meets a value twice. */
function seeds(): () => number {
  let seed = 0;
  return () => (seed += 1);
}

const CASES: readonly Pick<Batch, 'kind' | 'planted'>[] = KINDS.flatMap((kind) => [
  { kind, planted: false },
  { kind, planted: true },
]);

const nameOf = ({ kind, planted }: Pick<Batch, 'kind' | 'planted'>): string => `${kind}${planted ? 'Planted' : ''}`;

/** All records go through before any is measured, as they do in a process that logs them all. */
async function warmUp(write: Write, scale: LogScale, seed: () => number): Promise<void> {
  for (let pass = 0; pass < WARM_PASSES; pass += 1) {
    for (const each of CASES) await writeAll(write, makeEntries({ ...each, count: scale[each.kind], seed: seed() }));
  }
}

/** Share of the planted secrets that stand in the lines. */
function leaksIn(lines: readonly string[], entries: readonly Entry[]): number {
  let planted = 0;
  let leaked = 0;
  for (const [index, { secrets }] of entries.entries()) {
    planted += secrets.length;
    leaked += secrets.filter((secret) => lines[index]?.includes(secret)).length;
  }
  return (leaked / planted) * 100;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Share of harmless texts that do not stand in the lines any more. */
function missingFrom(lines: readonly string[], entries: readonly Entry[]): number {
  let texts = 0;
  let missing = 0;
  for (const [index, { fields, message }] of entries.entries()) {
    const own = [message, ...textsOf(fields)];
    texts += own.length;
    missing += own.filter((text) => lines[index]?.includes(JSON.stringify(text).slice(1, -1)) !== true).length;
  }
  return (missing / texts) * 100;
}

/** A window on an open sink, after as many lines through the new logger. */
async function cpuOnSink(
  open: OpenLog,
  sink: Sink,
  batch: Batch,
): Promise<{ readonly nanos: number; readonly entries: readonly Entry[] }> {
  const entries = makeEntries({ ...batch, count: batch.count * 2 });
  const write = await open(sink);
  await writeAll(write, entries.slice(0, batch.count));
  return { nanos: await cpuOfLine(write, entries.slice(batch.count)), entries };
}

function checkCount(logged: number, arrived: number): void {
  if (arrived !== logged) throw new Error(`${logged} lines logged, ${arrived} arrived`);
}

async function writeFile(
  open: OpenLog,
  batch: Batch,
): Promise<{ readonly nanos: number; readonly lines: readonly string[]; readonly entries: readonly Entry[] }> {
  const { sink, close } = openFile(`${nameOf(batch)}.ndjson`);
  const { nanos, entries } = await cpuOnSink(open, sink, batch);
  const lines = await close();
  checkCount(entries.length, lines.length);
  return { nanos, lines, entries };
}

async function writePipe(open: OpenLog, batch: Batch): Promise<number> {
  const { sink, close } = openPipe(`${nameOf(batch)}.fifo`);
  const { nanos, entries } = await cpuOnSink(open, sink, batch);
  checkCount(entries.length, await close());
  return nanos;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** CPU of a line on each sink, and what stands in the lines. */
export async function measureCpu(open: OpenLog, scale: LogScale): Promise<Record<string, number>> {
  const seed = seeds();
  const values: Record<string, number> = {};
  const write = await open(nullSink);
  await warmUp(write, portion(scale, WARM_SHARE), seed);
  for (const each of CASES) {
    const entries = makeEntries({ ...each, count: scale[each.kind], seed: seed() });
    values[`${nameOf(each)}Nanos`] = await cpuOfLine(write, entries);
  }
  const fewer = portion(scale, DESCRIPTOR_SHARE);
  for (const each of CASES) {
    const { kind, planted } = each;
    const batch = { ...each, count: fewer[kind] };
    const { nanos, lines, entries } = await writeFile(open, { ...batch, seed: seed() });
    values[`${nameOf(each)}FileNanos`] = nanos;
    if (planted) values[`${kind}Leaks`] = leaksIn(lines, entries);
    else values[`${kind}Missing`] = missingFrom(lines, entries);
    values[`${nameOf(each)}PipeNanos`] = await writePipe(open, { ...batch, seed: seed() });
  }
  values['leaks'] = meanOf(KINDS.map((kind) => values[`${kind}Leaks`] ?? Number.NaN));
  values['missing'] = meanOf(KINDS.map((kind) => values[`${kind}Missing`] ?? Number.NaN));
  return values;
}

/** CPU of a line without secrets that nobody takes. */
export async function measureClean(open: OpenLog, scale: LogScale): Promise<Record<string, number>> {
  const seed = seeds();
  const values: Record<string, number> = {};
  const write = await open(nullSink);
  await warmUp(write, portion(scale, WARM_SHARE), seed);
  for (const kind of KINDS) {
    const entries = makeEntries({ kind, planted: false, count: scale[kind], seed: seed() });
    values[`${kind}Nanos`] = await cpuOfLine(write, entries);
  }
  return values;
}

/** Bytes on the heap that a line allocates, whatever becomes of them. */
export async function measureHeap(open: OpenLog, scale: LogScale): Promise<Record<string, number>> {
  const seed = seeds();
  const values: Record<string, number> = {};
  const write = await open(nullSink);
  await warmUp(write, portion(scale, WARM_SHARE), seed);
  for (const each of CASES) {
    const entries = makeEntries({ ...each, count: HEAP_LINES[each.kind], seed: seed() });
    const bytes = await bytesAllocated(() => {
      for (const { fields, message } of entries) write(fields, message);
    });
    values[`${nameOf(each)}Bytes`] = bytes / entries.length;
  }
  return values;
}
