import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isHeld, socketAddress } from './holder.ts';
import { loadPart, type Part } from './part.ts';
import { slowest } from './standing.ts';

/** Where a part keeps the parts that its process took over. */
const ADOPTED = 'adopted';

/** A lock without a folder is a start that crashed between the two; nobody starts for an hour. */
const STALE_LOCK_MS = 3_600_000;

/** A journal's folder: `<name>-<id>` for each process, `<name>-<id>.lock` while that process lives. */
export interface Place {
  readonly directory: string;
  /** Another one after the folder was made anew. */
  directoryFd: number;
  readonly name: string;
}

/** The PID is for people who look into the folder; the random half makes the ID unique. */
export const newPartId = (): string => `${process.pid}-${randomBytes(6).toString('hex')}`;

const folders = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
};

/** Moves what is nested below `folder` beside it, at any depth, so that an adopter of adopters finds every part. */
async function flatten(home: string, folder: string): Promise<void> {
  const nested = path.join(folder, ADOPTED);
  for (const id of await folders(nested)) {
    await rename(path.join(nested, id), path.join(home, id));
    await flatten(home, path.join(home, id));
  }
  await rm(nested, { recursive: true, force: true });
}

/**
 * Takes over the parts of dead processes. The move into the adopter's own folder is one rename: of several adopters one
 * succeeds, and when the adopter dies its folder is an orphan with everything in it.
 */
export async function adoptOrphans(place: Place, own: Pick<Part, 'id' | 'path' | 'readers'>): Promise<Part[]> {
  const { directory, directoryFd, name } = place;
  const home = path.join(own.path, ADOPTED);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const before = new Set(await folders(home));
  for (const folder of await folders(directory)) {
    const id = folder.slice(name.length + 1);
    if (!folder.startsWith(`${name}-`) || id === own.id) continue;
    if (await isHeld(socketAddress(directory, directoryFd, `${folder}.lock`))) continue;
    try {
      await rename(path.join(directory, folder), path.join(home, id));
    } catch {
      continue;
    }
    await rm(path.join(directory, `${folder}.lock`), { force: true });
  }
  for (const id of await folders(home)) await flatten(home, path.join(home, id));
  await removeStaleLocks(place);
  const taken = (await folders(home)).filter((id) => !before.has(id));
  const readers = own.readers.map(({ reader }) => reader);
  const parts = await Promise.all(taken.map((id) => loadPart(id, path.join(home, id), readers)));
  return parts.toSorted((a, b) => slowest(a).oldestAt - slowest(b).oldestAt);
}

async function removeStaleLocks({ directory, directoryFd, name }: Place): Promise<void> {
  const names = await readdir(directory);
  const present = new Set(names);
  for (const lock of names) {
    if (!lock.startsWith(`${name}-`) || !lock.endsWith('.lock') || present.has(lock.slice(0, -5))) continue;
    const file = path.join(directory, lock);
    const age = Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age < STALE_LOCK_MS || (await isHeld(socketAddress(directory, directoryFd, lock)))) continue;
    await rm(file, { force: true });
  }
}
