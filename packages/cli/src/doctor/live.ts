import { randomBytes } from 'node:crypto';
import { isPlumblineError, toError } from '@plumbline/core';
import { createDescribe } from '../describe.ts';
import { blocked, type CheckOutcome, type DoctorFault, judge, notNeeded, ok } from './doctor-check.ts';
import type { Planted } from './live/planted.ts';
import type { LiveQuestion, LiveResult } from './live/report.ts';
import type { Project } from './project.ts';

/** How the canary is sent. */
export interface LiveOptions {
  /** Milliseconds for everything. */
  readonly timeoutMs: number;
  /** Who runs it, for the audit trail. */
  readonly actor: string;
  /** Module whose default export is what the application hands to `start`. */
  readonly startOptions: string | undefined;
}

/** What a canary found, in the form of checks. */
export interface LiveReport {
  readonly canary: string;
  readonly checks: readonly { readonly name: string; readonly outcome: CheckOutcome }[];
}

/** The process ends itself at the deadline; this is for one that cannot. */
const GRACE_MS = 2_000;

/** The program that sends; built, this module is a chunk beside it. */
const SENDER = import.meta.url.endsWith('.ts')
  ? new URL('../doctor-canary.ts', import.meta.url)
  : new URL('./doctor-canary.js', import.meta.url);

const REACHED: DoctorFault = {
  what: 'the planted secret reached the wire',
  fix: 'Let nobody send personal data there until this is over: look for an option of yours that turns redaction off, and report it.',
};

function said(planted: Planted | undefined): string {
  if (planted === undefined || planted.kind === 'reached') return '';
  const how = planted.kind === 'redacted' ? `was redacted by ${planted.rule}` : 'stood where nothing leaves';
  return `; the planted secret ${how}`;
}

function outcomeOf(result: LiveResult): CheckOutcome {
  if (result.state === 'off') return notNeeded(`off: ${result.why}`);
  if (result.state === 'unknown') return blocked(result.why);
  if (result.state === 'reachable') return ok(`not proven: ${result.proof}`);
  const leak = result.planted?.kind === 'reached' ? [REACHED] : [];
  if (result.state === 'arrived') return judge(leak, `arrived: ${result.proof}${said(result.planted)}`);
  return judge([{ what: result.what, fix: result.fix }, ...leak], '');
}

async function ask(project: Project, question: LiveQuestion): Promise<readonly LiveResult[] | CheckOutcome> {
  const { directory, env, config, packages } = project;
  if (config.status === 'absent') return blocked('there is no plumbline.config.ts');
  if (config.status === 'failed') return blocked(`${config.file} does not load`);
  if (!packages.some(({ name }) => name === '@plumbline/node')) {
    return blocked('@plumbline/node, which the canary is sent with, is not installed');
  }
  try {
    const timeoutMs = question.deadline - Date.now() + GRACE_MS;
    return await createDescribe({ cwd: directory, env })(SENDER, [JSON.stringify(question)], { timeoutMs });
  } catch (error) {
    if (!isPlumblineError(error)) return blocked(`the canary itself failed: ${toError(error).message}`);
    const what = error.message.slice(`${error.code}: `.length, error.message.lastIndexOf('\n  fix: '));
    return judge([{ what: `the service would not start: ${what}`, fix: error.fix }], '');
  }
}

/** Sends one canary through everything that is configured, as the service would, and says what arrived. */
export async function sendLive(project: Project, options: LiveOptions): Promise<LiveReport> {
  const { timeoutMs, actor, startOptions } = options;
  const canary = `canary-${randomBytes(6).toString('hex')}`;
  const deadline = Date.now() + timeoutMs;
  const found = await ask(project, { canary, actor, deadline, ...(startOptions !== undefined && { startOptions }) });
  if ('status' in found) return { canary, checks: [{ name: 'live', outcome: found }] };
  return {
    canary,
    checks: found.map((result) => ({ name: `live ${result.name}`, outcome: outcomeOf(result) })),
  };
}
