import { createCounter } from '@plumbline/core';
import { type Outcome, OUTCOMES, type Setting } from './setting.ts';

/** Counts an attempt to restore a connection. */
export type Reconnect = (connection: string, outcome: Outcome) => void;

/** `plumbline.connection.reconnects`, started at 0 for every declared connection. */
export function createReconnects({ meter, guard }: Setting, connections: readonly string[]): Reconnect {
  const name = 'plumbline.connection.reconnects';
  const counter = createCounter(meter, name);
  const connectionOf = guard(name, 'connection', connections);
  const outcomeOf = guard(name, 'outcome', OUTCOMES);
  for (const connection of connections) {
    for (const outcome of OUTCOMES) counter.add(0, { connection, outcome });
  }
  return (connection, outcome) => counter.add(1, { connection: connectionOf(connection), outcome: outcomeOf(outcome) });
}
