import { nearestWord } from '@plumbline/core';
import { type DoctorCheck, judge } from './doctor-check.ts';

/** Variables that @plumbline/node and the adapters of this version read; installed adapters may add theirs. */
const KNOWN = [
  'PLUMBLINE_AUDIT_COVERAGE',
  'PLUMBLINE_AUDIT_DATABASE_URL',
  'PLUMBLINE_AUDIT_SCHEMA',
  'PLUMBLINE_AUDIT_SEAL_KEY_FILE',
  'PLUMBLINE_AUDIT_SPOOL_DIR',
  'PLUMBLINE_AUDIT_WEBHOOK_SECRET',
  'PLUMBLINE_BROWSER',
  'PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR',
  'PLUMBLINE_EVENTS_DEBUG',
  'PLUMBLINE_EVENTS_LEDGER_DIR',
  'PLUMBLINE_EVENTS_QUARANTINE_DIR',
  'PLUMBLINE_EVENTS_SPOOL_DIR',
  'PLUMBLINE_GAUGES_DATABASE_URL',
  'PLUMBLINE_GAUGES_SCHEMA',
  'PLUMBLINE_HEALTH_TOKEN',
  'PLUMBLINE_IDENTITY_KEY',
];

/** A PLUMBLINE_* variable that nothing reads: mostly a misspelt one, which is ignored in silence. */
export const unknownVariables: DoctorCheck = {
  name: 'variables',
  run({ env, config }) {
    const adapters = config.status === 'loaded' ? config.adapters.flatMap(({ variables }) => variables) : [];
    const known = [...new Set([...KNOWN, ...adapters])];
    // The workspace's own tools set that prefix; no library reads it.
    const unknown = Object.keys(env).filter(
      (name) => name.startsWith('PLUMBLINE_') && !name.startsWith('PLUMBLINE_WORKSPACE_') && !known.includes(name),
    );
    const ours = known.filter((name) => name.startsWith('PLUMBLINE_'));
    const faults = unknown.map((name) => {
      const meant = nearestWord(name, ours);
      return {
        what: `${name} is set, but nothing reads it${meant === undefined ? '' : `; did you mean ${meant}?`}`,
        fix: meant === undefined ? `Remove it; known are ${ours.join(', ')}.` : `Rename it to ${meant}, or remove it.`,
      };
    });
    return judge(faults, `no unknown PLUMBLINE_* variable`);
  },
};
