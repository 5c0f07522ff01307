import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type Describer,
  type EgressConfig,
  PlumblineError,
  propagationEgress,
  type SignalEgress,
  type TraceConfig,
} from '@plumbline/core';
import { parseRenewals, RENEWALS_FILE } from '../evolution/renewals.ts';
import { collectFacts, type EgressSources } from './collect.ts';
import type { Fact } from './fact.ts';
import { LOCK_FILE } from './lock.ts';
import { readText } from './lock-file.ts';
import { checkPropagation } from './propagation-hosts.ts';
import { renewFacts } from './renewed.ts';

/** What the command asks of a configuration. */
export interface DescribedEgress {
  readonly facts: readonly Fact[];
  /** Where the lockfile is, absolute. */
  readonly file: string;
}

/** What is read of a configuration here; `egress` may be absent. */
interface EgressSections {
  readonly catalog?: EgressSources['catalog'];
  readonly events?: { readonly adapters?: EgressSources['adapters']; readonly consent?: unknown };
  readonly audit?: object;
  readonly egress?: EgressConfig;
  readonly trace?: TraceConfig;
}

/**
 * Packages of the preset that send something besides product events, the function by which each says what, and the part of
 * `egress` that says who receives it. The preset asks the same functions at its start.
 */
const DECLARERS = [
  ['@plumbline/audit', 'auditEgress', undefined],
  ['@plumbline/logger', 'loggerEgress', undefined],
  ['@plumbline/otel', 'otelEgress', 'collector'],
  ['@plumbline/sentry', 'sentryEgress', 'errors'],
] as const;

const PRESET = '@plumbline/node';

function resolveFrom(file: string, name: string): string | undefined {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return undefined;
  }
}

type Declarer = (options: object) => readonly SignalEgress[];

/** The preset can send all of its signals, whatever the environment switches on; without it none is there. */
async function findSignals(directory: string, config: EgressSections): Promise<readonly SignalEgress[]> {
  const preset = resolveFrom(path.join(directory, 'package.json'), PRESET);
  if (preset === undefined) return [];
  checkPropagation(config);
  const found = DECLARERS.map(async ([name, declarer, section]) => {
    const entry = resolveFrom(preset, name);
    const module = entry === undefined ? {} : ((await import(pathToFileURL(entry).href)) as Record<string, unknown>);
    const declare = module[declarer];
    const said = section === undefined ? {} : config.egress?.[section];
    const receiver = said === false ? { state: 'off' } : said;
    if (typeof declare === 'function') {
      return (declare as Declarer)({ hasAudit: config.audit !== undefined, ...receiver });
    }
    throw new PlumblineError('PLB_CONFIG_INVALID', `${name} does not say what it sends`, {
      fix: `Install versions of @plumbline/schema and ${name} that belong together.`,
    });
  });
  return [...(await Promise.all(found)).flat(), ...propagationEgress(config)];
}

const realFolder = (file: string): string | undefined => {
  try {
    return realpathSync(path.dirname(file));
  } catch {
    return undefined;
  }
};

/**
 * The lockfile of an application has one name and one place. `--diff` and reviewers look there without running the
 * configuration: were a start to read another file, what they see would bind nobody.
 */
function lockFileOf(directory: string, { lock }: EgressConfig): string {
  const file = path.join(directory, LOCK_FILE);
  if (!(lock instanceof URL) || lock.protocol !== 'file:') return file;
  const named = fileURLToPath(lock);
  if (path.basename(named) === LOCK_FILE && realFolder(named) === realFolder(file)) return file;
  throw new PlumblineError('PLB_CONFIG_INVALID', `\`egress.lock\` names another file than ${LOCK_FILE} beside it`, {
    fix: `Write \`lock: new URL('./${LOCK_FILE}', import.meta.url)\`.`,
  });
}

/** A renewal keeps an event being sent for longer, which is what a reader of the lockfile asks. */
function renewed(facts: readonly Fact[], directory: string): readonly Fact[] {
  const text = readText(path.join(directory, RENEWALS_FILE));
  return text === undefined ? facts : renewFacts(facts, parseRenewals(text, new Date().toISOString().slice(0, 10)));
}

/** Runs in the process that imported the configuration. */
export const describe: Describer = async (given): Promise<DescribedEgress> => {
  const config = given as EgressSections;
  const directory = process.cwd();
  const { gates } = config.egress ?? {};
  const file = lockFileOf(directory, config.egress ?? {});
  const facts = collectFacts({
    catalog: config.catalog,
    adapters: config.events?.adapters ?? [],
    signals: await findSignals(directory, config),
    asksConsent: typeof config.events?.consent === 'function',
    ...(gates && { gates }),
  });
  return { facts: renewed(facts, directory), file };
};
