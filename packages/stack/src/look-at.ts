import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What is at a path below a folder. Nothing is looked at through a link. */
export type Look =
  | { readonly kind: 'absent' }
  /** `text` is undefined where this process may not read it; `rights` are the nine bits of the mode. */
  | { readonly kind: 'file'; readonly text: string | undefined; readonly rights: number }
  /** A link, or a folder in the place of a file and the other way round; `at` is that part of the path. */
  | { readonly kind: 'link' | 'other'; readonly at: string };

const RIGHTS = 0o777;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return undefined;
    throw error;
  }
}

/** Looks at each part of a path in turn, `name` with `/` between its parts. */
export function lookAt(folder: string, name: string): Look {
  const parts = name.split('/');
  for (const [index] of parts.entries()) {
    const at = parts.slice(0, index + 1).join('/');
    const place = path.join(folder, at);
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return { kind: 'absent' };
    if (found.isSymbolicLink()) return { kind: 'link', at };
    const isLast = index === parts.length - 1;
    if (isLast ? !found.isFile() : !found.isDirectory()) return { kind: 'other', at };
    if (isLast) return { kind: 'file', text: textOf(place), rights: found.mode & RIGHTS };
  }
  return { kind: 'absent' };
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // Such as a folder of secrets that is closed to whoever runs the check.
    if (['EACCES', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Everything but folders below one, links included, as paths from `folder`; itself, where it is none. */
export function filesBelow(folder: string, name: string): readonly string[] {
  const there = lookAt(folder, name);
  if (there.kind === 'absent') return [];
  if (there.kind !== 'other' || there.at !== name) return [there.kind === 'file' ? name : there.at];
  return entriesOf(path.join(folder, name)).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(folder, `${name}/${entry.name}`) : [`${name}/${entry.name}`],
  );
}
