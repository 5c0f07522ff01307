import type { ErasureOutcome, ErasureRequest } from '@plumbline/core';
import { erasePath, KIND } from './egress.ts';
import { mayPass } from './judge.ts';
import type { PosthogOptions } from './options.ts';
import { userOf } from './user-of.ts';

/** Most IDs of one call. */
const MAX_IDS = 1_000;

type Access = Pick<PosthogOptions, 'appHost' | 'projectId' | 'personalApiKey'>;

const KEPT = 'its deletion is one of persons, and events from here have none: they stay until its retention ends';

const notProven = (why: string): ErasureOutcome => ({ kind: 'not_supported', reason: `${KIND}: ${why}; ${KEPT}` });

/** Asks for one call's worth of people; resolves with how many are persons there, or with what ends the erasure. */
async function ask(
  url: URL,
  key: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<number | ErasureOutcome> {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    signal,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ distinct_ids: ids, delete_events: true }),
  }).catch(() => undefined);
  const error = new Error(`${KIND}: answered ${answer?.status ?? 'nothing'} to an erasure`);
  if (answer === undefined || mayPass(answer.status)) return { kind: 'retry', error };
  if (!answer.ok) return { kind: 'failed', error };
  const body: unknown = await answer.json().catch(() => undefined);
  const { persons_found: found, deletion_errors: failures } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof found !== 'number') return { kind: 'failed', error };
  return Array.isArray(failures) && failures.length > 0 ? { kind: 'retry', error } : found;
}

/**
 * Deletes the persons with these IDs, and their events, which PostHog does later by itself. `queued` only where it knew
 * every one of them; all else is said to be unproven.
 */
export async function erase(access: Access, request: ErasureRequest, signal: AbortSignal): Promise<ErasureOutcome> {
  const { appHost, projectId, personalApiKey } = access;
  if (appHost === undefined || projectId === undefined) return notProven('no `appHost` is set to ask for a deletion');
  if (personalApiKey === undefined) return notProven('no personal API key is set to ask for a deletion');
  const url = new URL(erasePath(projectId), appHost);
  const ids = [...new Set(request.anonymousUserIds)].map((id) => userOf(id));
  let found = 0;
  for (let at = 0; at < ids.length; at += MAX_IDS) {
    const asked = await ask(url, personalApiKey, ids.slice(at, at + MAX_IDS), signal);
    if (typeof asked !== 'number') return asked;
    found += asked;
  }
  return found >= ids.length ? { kind: 'queued' } : notProven(`it knew ${found} of ${ids.length} people`);
}
