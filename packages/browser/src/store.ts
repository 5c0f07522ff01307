import { MAX_QUEUED, newest, QUEUED_MS, type WireEvent } from './wire.ts';

/** The copy of the queue that outlives the page and that all tabs share. Every promise may reject: the copy is a help, no need. */
export interface Store {
  /** Adds, removes, drops what is too old or too much, and answers what is left, oldest first: one transaction. */
  exchange(added: readonly WireEvent[], gone: readonly string[]): Promise<readonly WireEvent[]>;
  /** Deletes the whole database, also under other tabs. Where there is none, none is made. */
  erase(): void;
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
  return {
    async exchange(added, gone) {
      const database = await (opened ??= open(name, forget));
      return new Promise((resolve, reject) => {
        const transaction = database.transaction(name, 'readwrite');
        const events = transaction.objectStore(name);
        let left: readonly WireEvent[];
        for (const event of added) events.put(event);
        for (const id of gone) events.delete(id);
        const all: IDBRequest<WireEvent[]> = events.getAll();
        all.onsuccess = () => {
          left = newest(all.result, now() - QUEUED_MS, MAX_QUEUED);
          for (const event of all.result) if (!left.includes(event)) events.delete(event.event_id);
        };
        transaction.oncomplete = () => {
          onDropped(all.result.length - left.length);
          resolve(left);
        };
        transaction.addEventListener('abort', reject);
      });
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
