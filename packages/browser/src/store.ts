import { MAX_QUEUED, newest, QUEUED_MS, type WireEvent } from './wire.ts';

/** The copy of the queue that outlives the page and that all tabs share. Every promise may reject: the copy is a help, no need. */
export interface Store {
  /** Adds an event. It needs the page no more once it is called, so that an event outlives a page that ends right after it. */
  readonly put: (event: WireEvent) => Promise<void>;
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
  const run = async (work: (events: IDBObjectStore) => void): Promise<void> => {
    const database = await (opened ??= open(name, forget));
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, 'readwrite');
      transaction.addEventListener('abort', reject);
      transaction.oncomplete = () => resolve();
      work(transaction.objectStore(name));
    });
  };
  return {
    // Not one transaction with a read: that would wait for its answer in a page that may be gone.
    put: (event) =>
      run((events) => {
        events.put(event);
        events.transaction.commit();
      }),
    async settle(gone) {
      let all: readonly WireEvent[] = [];
      let left = all;
      await run((events) => {
        for (const id of gone) events.delete(id);
        const request: IDBRequest<WireEvent[]> = events.getAll();
        request.onsuccess = () => {
          all = request.result;
          left = newest(all, now() - QUEUED_MS, MAX_QUEUED);
          for (const event of all) if (!left.includes(event)) events.delete(event.event_id);
        };
      });
      onDropped(all.length - left.length);
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
