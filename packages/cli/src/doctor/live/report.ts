import type { Planted } from './planted.ts';

/** What the parent asks of the process that sends the canary. */
export interface LiveQuestion {
  /** `canary-…`: the request ID of everything that is sent. */
  readonly canary: string;
  /** Who runs it, for the audit trail. */
  readonly actor: string;
  /** Milliseconds since the epoch by which everything has ended. */
  readonly deadline: number;
  /** Module whose default export is what the application hands to `start`, for its audit store. */
  readonly startOptions?: string;
}

/** What became of the canary at one place. Texts hold hosts, codes and names, never a value. */
export type LiveResult = { readonly name: string } & (
  | { readonly state: 'off'; readonly why: string }
  /** Nobody can say from here. */
  | { readonly state: 'unknown'; readonly why: string }
  /** It answers, but was sent nothing. */
  | { readonly state: 'reachable'; readonly proof: string }
  | { readonly state: 'arrived'; readonly proof: string; readonly planted?: Planted }
  | { readonly state: 'failed'; readonly what: string; readonly fix: string; readonly planted?: Planted }
);
