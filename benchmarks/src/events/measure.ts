import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client, MakeClient } from './clients.ts';
import { startSink } from './start-sink.ts';

export type EventsScale = Readonly<Record<'events' | 'burst', number>>;

/** Events between two turns of the event loop. */
const TURN = 500;
/** Microseconds of CPU so far: user and system time of all threads. */
const cpuMicros = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return user + system;
};

const memoryMiB = (name: 'VmRSS' | 'VmHWM'): number => {
  const found = new RegExp(String.raw`${name}:\s+(\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(found?.[1] ?? Number.NaN) / 1_024;
};

/** So many calls within one request, and the CPU of each. */
function callsOf({ capture, inRequest = (work) => work() }: Client, count: number): number {
  let micros = 0;
  inRequest(() => {
    const before = process.cpuUsage();
    for (let index = 0; index < count; index += 1) capture();
    micros = cpuMicros(before);
  });
  return micros / count;
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * CPU of one call, and of one event until it has arrived: events come in turns of 500, as in a busy service. A client that
 * reads the request's context finds it there: entering it is the service's doing, once for each request.
 */
export async function measureCpu(make: MakeClient, { events }: EventsScale): Promise<Record<string, number>> {
  using sink = await startSink();
  const client = await make(sink.origin, events * 2);
  const calls: number[] = [];
  const turn = async (): Promise<void> => {
    calls.push(callsOf(client, TURN));
    await nextTurn();
  };
  const warm = Math.ceil(events / 4 / TURN) * TURN;
  for (let done = 0; done < warm; done += TURN) await turn();
  await sink.arrived(warm - TURN * 4);
  calls.length = 0;
  const before = process.cpuUsage();
  for (let done = 0; done < events; done += TURN) await turn();
  await client.finish();
  const arrived = await sink.arrived(events + warm);
  return {
    captureMicros: medianOf(calls),
    deliveredMicros: cpuMicros(before) / events,
    missing: warm + events - arrived,
  };
}

/** One burst without a turn of the event loop, in a fresh process: what is lost, what memory it takes, and whether a call grows with the queue. */
export async function measureBurst(make: MakeClient, { burst }: EventsScale): Promise<Record<string, number>> {
  using sink = await startSink();
  const client = await make(sink.origin, burst);
  const from = memoryMiB('VmRSS');
  const calls: number[] = [];
  const part = Math.max(1, Math.floor(burst / 20));
  for (let done = 0; done < burst; done += part) calls.push(callsOf(client, Math.min(part, burst - done)));
  await client.finish();
  const arrived = await sink.arrived(burst);
  const first = medianOf(calls.slice(5, 10));
  const last = medianOf(calls.slice(-5));
  return { burstLost: burst - arrived, burstMiB: memoryMiB('VmHWM') - from, slope: last / first };
}
