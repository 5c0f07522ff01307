import { PlumblineError } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createIngest } from '../src/ingest.ts';
import { ingestRig } from './ingest-rig.ts';
import { catalog } from './world.ts';

/** What is said of options as JavaScript hands them over. */
function faultOf(options: unknown): string {
  try {
    createIngest(options as Parameters<typeof createIngest>[0]);
    return 'taken';
  } catch (error) {
    if (error instanceof PlumblineError && error.code === 'PLB_INGEST_OPTION') return error.message;
    throw error;
  }
}

it('refuses what is no option, because a misspelt `consent` would let the browser answer for the person', () => {
  const { events } = ingestRig();
  const fault = faultOf({
    catalog,
    events,
    consents: () => true,
    rate: { totalsPerMinute: 1 },
    quarantine: { directory: 'spool', maxByte: 1 },
  });
  expect(fault).toContain('`consents` is no option; did you mean `consent`?');
  expect(fault).toContain('`rate.totalsPerMinute` is no option; did you mean `totalPerMinute`?');
  expect(fault).toContain('`quarantine.maxByte` is no option; did you mean `maxBytes`?');
});

it('says all that is missing where nothing is handed over', () => {
  const needed = ['`catalog` must be what `defineCatalog` returned', '`events` must be what `createEvents` returned'];
  for (const text of needed) expect(faultOf(undefined)).toContain(text);
});

it('says what each option must be', () => {
  const { events } = ingestRig();
  const wrong: readonly [options: object, said: string][] = [
    [{ sameOrigin: 'yes' }, '`sameOrigin` must be true or false'],
    [{ allowedOrigins: ['https://app.example.com/'] }, '`allowedOrigins` must hold origins'],
    [{ allowedOrigins: 'https://app.example.com' }, '`allowedOrigins` must hold origins'],
    [{ maxEvents: 0 }, '`maxEvents` must be an integer from 1 to 1000'],
    [{ rate: 5 }, '`rate` must be an object'],
    [{ identity: 'cookie' }, '`identity` must be a function'],
    [{ routes: ['/orders/7f9c24e5-2d4e-4b58-9a3c-0d6f5a1b2c3d'] }, '`routes[0]` must be a pattern'],
    [{ routes: '/orders/:id' }, '`routes` must be a list of patterns'],
    [{ quarantine: { directory: ' ' } }, '`quarantine.directory` must name a folder'],
    [{ quarantine: 'spool' }, '`quarantine` must be an object'],
  ];
  for (const [options, said] of wrong) expect(faultOf({ catalog, events, ...options })).toContain(said);
});
