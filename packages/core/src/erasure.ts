import { toError, isPlumblineError, PlumblineError } from './errors.ts';
import { withDeadline } from './lifecycle.ts';
import type { EgressDeclaration } from './egress.ts';

/** People whom a destination has to forget. */
export interface ErasureRequest {
  /** Of the whole erasure; the same for every destination and every repeat. */
  readonly id: string;
  /** Hashes as events carry them; an empty one is never a person. */
  readonly anonymousUserIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
}

/** What became of an {@link ErasureRequest} at one destination. Asking again is safe whatever was answered. */
export type ErasureOutcome =
  /** They are gone; `removed` counts events where the destination says. */
  | { readonly kind: 'erased'; readonly removed?: number }
  /** The destination has taken the order and carries it out later; `until` in milliseconds since the epoch. */
  | { readonly kind: 'queued'; readonly until?: number }
  /** The destination knows nothing of them. Where it keeps more than it can search, that proves nothing. */
  | { readonly kind: 'nothing_found' }
  | { readonly kind: 'not_supported'; readonly reason: string }
  /** Nobody knows whether it happened, or it did not yet: ask again. */
  | { readonly kind: 'retry'; readonly error: Error }
  /** It will fail the same way for ever. */
  | { readonly kind: 'failed'; readonly error: Error };

/** Deleting rewrites what is stored, which takes longer than a send. */
export const ERASE_MS = 60_000;

/** Rewriting whole files of a large table. */
const FINISH_MS = 600_000;

/** What {@link runErasure} needs of an adapter. */
export interface Eraser<Client> {
  readonly kind: string;
  readonly egress: EgressDeclaration | undefined;
  readonly open: () => Promise<Client>;
  readonly erase:
    | ((client: Client, request: ErasureRequest, signal: AbortSignal) => Promise<ErasureOutcome>)
    | undefined;
  readonly limitMs: number;
}

const withoutErase = (kind: string, egress: EgressDeclaration | undefined): ErasureOutcome =>
  egress?.erasure === 'none-kept'
    ? { kind: 'nothing_found' }
    : {
        kind: 'not_supported',
        reason: `${kind} cannot erase; what it holds of a person stays until its retention ends`,
      };

/** Carries one request out. It never rejects and always answers within the limit. */
export function runErasure<Client>(eraser: Eraser<Client>, request: ErasureRequest): Promise<ErasureOutcome> {
  const { kind, egress, open, erase, limitMs } = eraser;
  // An empty ID is that of everybody who is unknown: erasing it would take their events too.
  const anonymousUserIds = request.anonymousUserIds.filter((id) => id !== '');
  if (anonymousUserIds.length === 0) {
    return Promise.resolve({
      kind: 'failed',
      error: new PlumblineError('PLB_ERASURE', `${kind}: the request names nobody`),
    });
  }
  if (erase === undefined) return Promise.resolve(withoutErase(kind, egress));
  return ask(kind, limitMs, async (signal) => erase(await open(), { ...request, anonymousUserIds }, signal));
}

/** Carries the second step out, under the same promises. */
export function runFinish<Client>(
  { kind, open }: Eraser<Client>,
  finish: ((client: Client, signal: AbortSignal) => Promise<ErasureOutcome>) | undefined,
): Promise<ErasureOutcome> {
  if (finish === undefined) return Promise.resolve({ kind: 'nothing_found' });
  return ask(kind, FINISH_MS, async (signal) => finish(await open(), signal));
}

function ask(
  kind: string,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<ErasureOutcome>,
): Promise<ErasureOutcome> {
  const abort = new AbortController();
  const attempt = async (): Promise<ErasureOutcome> => {
    try {
      return await work(abort.signal);
    } catch (thrown) {
      const closed = isPlumblineError(thrown) && thrown.code === 'PLB_LIFECYCLE_CLOSED';
      return { kind: closed ? 'failed' : 'retry', error: toError(thrown) };
    }
  };
  return withDeadline(attempt(), limitMs, () => {
    abort.abort();
    return { kind: 'retry', error: new Error(`${kind} did not answer within ${limitMs} ms`) };
  });
}
