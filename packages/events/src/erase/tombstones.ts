import { readdirSync, statSync } from 'node:fs';
import { chown, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

/**
 * Who was erased, beside the lines of a spool: one empty file for each person, `<milliseconds>-<ID as events carry it>`.
 * Making a file is one step for the disk, so that no crash leaves half a line and processes need no lock between them.
 */
const FOLDER = 'erased';

/** As long as any destination keeps events, and a week more: an event may be a week old when it is accepted. */
const KEPT_MS = 181 * 86_400_000;

/** Within this time two changes of a folder may bear the same stamp. */
const STAMP_MS = 2_000;

const NAME = /^(\d{1,16})-(.+)$/;

const folderOf = (directory: string): string => path.join(directory, FOLDER);

interface Tombstone {
  readonly file: string;
  readonly id: string;
  readonly at: number;
}

function parse(file: string): readonly Tombstone[] {
  const [, at = '', id = ''] = NAME.exec(file) ?? [];
  try {
    return id === '' ? [] : [{ file, id: decodeURIComponent(id), at: Number(at) }];
  } catch {
    return [];
  }
}

/** Resolves once the names would survive a loss of power. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** Whoever is on call may be root; the service has to see the folder as its own user. */
async function giveToOwner(directory: string, folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(directory);
  await chown(folder, uid, gid);
}

/**
 * Puts down that everything of these people up to a time is to be dropped. Resolves with those who had one before, once it
 * would survive a loss of power. Repeating it moves the time on.
 */
export async function writeTombstones(
  directory: string,
  ids: readonly string[],
  at: number,
): Promise<ReadonlySet<string>> {
  const folder = folderOf(directory);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await giveToOwner(directory, folder);
  const there = (await readdir(folder)).flatMap(parse);
  for (const id of ids) {
    const file = await open(path.join(folder, `${at}-${encodeURIComponent(id)}`), 'w', 0o600);
    await file.close();
  }
  await syncFolder(folder);
  // The new ones are there before an old one goes: whoever looks meanwhile sees one of them.
  const outdated = there.filter((one) => at - one.at > KEPT_MS || (ids.includes(one.id) && one.at < at));
  for (const { file } of outdated) await rm(path.join(folder, file), { force: true });
  return new Set(there.filter(({ id }) => ids.includes(id)).map(({ id }) => id));
}

/** Those who were erased, as often asked as there are batches. */
export interface Tombstones {
  /** Another number as soon as somebody was added. Looks at the disk. */
  look(): number;
  readonly size: number;
  /** Until when everything of a person is dropped; undefined for whoever was not erased. */
  until(id: string): number | undefined;
}

/** Watches the tombstones of a spool. A folder that cannot be read is said once, and what was known goes on to hold. */
export function watchTombstones(
  directory: string,
  { now, onError }: { readonly now: () => number; readonly onError: (error: unknown) => void },
): Tombstones {
  const folder = folderOf(directory);
  let people: ReadonlyMap<string, number> = new Map();
  let version = 0;
  let seen: string | undefined;
  let failing = false;
  const read = (): void => {
    const found = new Map<string, number>();
    for (const { id, at } of readdirSync(folder).flatMap(parse)) {
      if (now() - at <= KEPT_MS) found.set(id, Math.max(at, found.get(id) ?? 0));
    }
    const isNew = [...found].some(([id, at]) => (people.get(id) ?? -1) < at);
    people = found;
    if (isNew) version += 1;
  };
  const look = (): void => {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) return;
    const stamp = `${stat.ino} ${stat.mtimeMs}`;
    if (stamp === seen) return;
    read();
    // Stamps of the file system are of this machine's clock, whatever clock a test gives.
    seen = Date.now() - stat.mtimeMs > STAMP_MS ? stamp : undefined;
  };
  return {
    look() {
      try {
        look();
        failing = false;
      } catch (error) {
        if (!failing) onError(error);
        failing = true;
      }
      return version;
    },
    get size(): number {
      return people.size;
    },
    until: (id) => people.get(id),
  };
}
