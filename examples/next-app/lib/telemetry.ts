import { mkdirSync } from 'node:fs';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { type BaselineOf, start } from '@plumbline/node';
import { baseline } from '@plumbline/node/next';
import config from '../plumbline.config.ts';

/** One call gives logs, request IDs, traces, metrics, product events and the audit trail. */
export async function startTelemetry() {
  mkdirSync('.plumbline', { recursive: true });
  const store = sqliteStore({ path: process.env['AUDIT_FILE'] ?? '.plumbline/audit.sqlite' });
  return start(config, { audit: { store } });
}

/** What `start` returned; undefined while Next builds. */
export const telemetry = (): BaselineOf<typeof config> | undefined => baseline<BaselineOf<typeof config>>();
