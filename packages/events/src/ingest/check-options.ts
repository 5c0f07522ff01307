import { PlumblineError, unknownOptions } from '@plumbline/core';
import { checkRoutePattern } from '@plumbline/schema/runtime';
import type { QuarantineOptions } from '../quarantine/files.ts';
import type { IngestOptions } from './options.ts';

const NAMES: Readonly<Record<keyof IngestOptions, true>> = {
  catalog: true,
  events: true,
  sameOrigin: true,
  allowedOrigins: true,
  maxBodyBytes: true,
  maxEvents: true,
  rate: true,
  bodyTimeoutMs: true,
  identity: true,
  signedInAt: true,
  consent: true,
  routes: true,
  quarantine: true,
  clock: true,
  log: true,
  meter: true,
};

/** 64 KiB is what browsers send at the end of a page; ten times that is an upload. */
const MAX_BODY_BYTES = 655_360;

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

const within = (name: string, value: number | undefined, max: number): string[] =>
  value === undefined || (Number.isInteger(value) && value > 0 && value <= max)
    ? []
    : [`\`${name}\` must be an integer from 1 to ${max}`];

/** Below this a handful of strangers' events would fill it. */
const MIN_QUARANTINE_BYTES = 65_536;

const quarantineFaults = ({ directory, maxBytes = MIN_QUARANTINE_BYTES }: QuarantineOptions): string[] => [
  ...(typeof directory === 'string' && directory.trim() !== '' ? [] : ['`quarantine.directory` must name a folder']),
  ...(Number.isSafeInteger(maxBytes) && maxBytes >= MIN_QUARANTINE_BYTES
    ? []
    : [`\`quarantine.maxBytes\` must be an integer of at least ${MIN_QUARANTINE_BYTES}`]),
];

const functionFaults = (name: string, value: unknown): string[] =>
  value === undefined || typeof value === 'function' ? [] : [`\`${name}\` must be a function`];

const routeFaults = (route: unknown, place: number): string[] =>
  checkRoutePattern(route) === route ? [] : [`\`routes[${place}]\` must be a pattern such as /orders/:id, without IDs`];

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Judges an option that is an object of options; undefined is its default. */
const sectionFaults = <T>(
  name: string,
  value: T | undefined,
  known: readonly string[],
  faultsOf: (value: T) => readonly string[],
): readonly string[] => {
  if (value === undefined) return [];
  if (!isSection(value)) return [`\`${name}\` must be an object`];
  return [...unknownOptions(value, known, `${name}.`), ...faultsOf(value)];
};

const listFaults = <T>(
  value: readonly T[] | undefined,
  whole: string,
  faultOf: (item: T, place: number) => string[],
) => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.flatMap(faultOf) : [whole];
};

const ORIGINS = '`allowedOrigins` must hold origins such as https://app.example.com';

/** Throws for options that cannot work, with every fault at once. */
export function checkIngestOptions(given: IngestOptions): void {
  const options: Partial<IngestOptions> = given ?? {};
  const { catalog, events } = options;
  const faults = [
    ...unknownOptions(options, Object.keys(NAMES)),
    ...(typeof catalog?.check === 'function' ? [] : ['`catalog` must be what `defineCatalog` returned']),
    ...(typeof events?.accept === 'function' ? [] : ['`events` must be what `createEvents` returned']),
    ...(options.sameOrigin === undefined || typeof options.sameOrigin === 'boolean'
      ? []
      : ['`sameOrigin` must be true or false']),
    ...new Set(listFaults(options.allowedOrigins, ORIGINS, (origin) => (isOrigin(origin) ? [] : [ORIGINS]))),
    ...within('maxBodyBytes', options.maxBodyBytes, MAX_BODY_BYTES),
    ...within('maxEvents', options.maxEvents, 1_000),
    ...within('bodyTimeoutMs', options.bodyTimeoutMs, 300_000),
    ...sectionFaults('rate', options.rate, ['perSessionPerMinute', 'totalPerMinute'], (rate) => [
      ...within('rate.perSessionPerMinute', rate.perSessionPerMinute, 1_000_000),
      ...within('rate.totalPerMinute', rate.totalPerMinute, 1_000_000_000),
    ]),
    ...sectionFaults('quarantine', options.quarantine, ['directory', 'maxBytes'], quarantineFaults),
    ...functionFaults('identity', options.identity),
    ...functionFaults('signedInAt', options.signedInAt),
    ...functionFaults('consent', options.consent),
    ...listFaults(options.routes, '`routes` must be a list of patterns such as /orders/:id', routeFaults),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_INGEST_OPTION', `ingest:\n  - ${faults.join('\n  - ')}`);
}
