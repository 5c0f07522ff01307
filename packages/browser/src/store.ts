import { MAX_QUEUED, newest, QUEUED_MS, type WireEvent } from './wire.ts';

/** The copy of the queue that outlives the page and that all tabs share. Every promise may reject: the copy is a help, no need. */
export interface Store {
  /** Adds an event. It needs the page no more once it is called, so that an event outlives a page that ends right after it. */
  readonly put: (event: WireEvent) => Promise<unknown>;
  /** Removes what is settled, drops what is too old or too much, and answers what is left, oldest first. */
  readonly settle: (gone: readonly string[]) => Promise<readonly WireEvent[]>;
  /** Deletes the whole database, also under other tabs. Where there is none, none is made. */
  readonly erase: () => void;
}

const open = (name: string, onClose: () => void): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(name, { keyPath: 'event_id' });
    request.addEventListener('error', reject);
    request.onsuccess = () => {
      const database = request.result;
      // Another tab deletes it: consent was withdrawn there.
      database.onversionchange = () => {
        database.close();
        onClose();
      };
      resolve(database);
    };
  });

/** Makes the store; nothing is opened before the first exchange. `onDropped` is told how many events had to go. */
export function createStore(name: string, now: () => number, onDropped: (count: number) => void): Store {
  let opened: Promise<IDBDatabase> | undefined;
  const forget = (): void => {
    opened = undefined;
  };
  /**
   * One transaction, committed as soon as it is asked for: one that waited for answers would wait for a page that may be gone,
   * and whatever is added later would wait behind it and be lost with it.
   */
  const run = async <T>(
    work: (events: IDBObjectStore) => T,
    connection = (opened ??= open(name, forget)),
  ): Promise<T> => {
    const transaction = (await connection).transaction(name, 'readwrite');
    return new Promise((resolve, reject) => {
      const asked = work(transaction.objectStore(name));
      transaction.addEventListener('abort', reject);
      transaction.oncomplete = () => resolve(asked);
      transaction.commit();
    });
  };
  return {
    put: (event) => run((events) => events.put(event)),
    async settle(gone) {
      // One for both transactions: what is erased in between must not be made again by the second.
      const connection = (opened ??= open(name, forget));
      const { result } = await run((events): IDBRequest<WireEvent[]> => {
        for (const id of gone) events.delete(id);
        return events.getAll();
      }, connection);
      const left = newest(result, now() - QUEUED_MS, MAX_QUEUED);
      const over = result.filter((event) => !left.includes(event));
      await run((events) => over.map((event) => events.delete(event.event_id)), connection);
      onDropped(over.length);
      return left;
    },
    erase() {
      forget();
      try {
        // The connections that are open, this tab's among them, are told and close.
        indexedDB.deleteDatabase(name);
      } catch {}
    },
  };
}
