import { PlumblineError } from './errors.ts';
import { withDeadline } from './lifecycle.ts';

/** How a client comes and goes; {@link holdClient} sees to it that each happens once. */
export interface ClientSource<Client> {
  /** Goes into the error of a use after the close. */
  readonly kind: string;
  readonly open: () => Promise<Client>;
  readonly close?: (client: Client) => Promise<void>;
  /** Milliseconds that a close waits for an open that is under way. */
  readonly limitMs: number;
}

/** One client at most. */
export interface HeldClient<Client> {
  /** Opens once; a failed open may be tried again. */
  open(): Promise<Client>;
  /** Closes once. An open that comes later than `limitMs` is closed at once and rejects with PLB_LIFECYCLE_CLOSED. */
  close(): Promise<void>;
}

/** The life of an adapter's client. */
export function holdClient<Client>(source: ClientSource<Client>): HeldClient<Client> {
  let opening: Promise<Client> | undefined;
  let closing: Promise<void> | undefined;
  let abandoned = false;
  const closed = (): PlumblineError => new PlumblineError('PLB_LIFECYCLE_CLOSED', `${source.kind}: used after close`);
  const openOnce = async (): Promise<Client> => {
    const client = await source.open();
    if (!abandoned) return client;
    // Nobody waits for this close any more, so nobody could be told that it failed.
    await source.close?.(client).catch(() => undefined);
    throw closed();
  };
  const closeOnce = async (): Promise<void> => {
    if (opening === undefined) return;
    const opened: Promise<Client | undefined> = opening.catch(() => undefined);
    const client = await withDeadline(opened, source.limitMs, () => {
      abandoned = true;
      return undefined;
    });
    if (client !== undefined) await source.close?.(client);
  };
  return {
    open() {
      if (closing) return Promise.reject(closed());
      opening ??= openOnce().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close() {
      closing ??= closeOnce();
      return closing;
    },
  };
}
