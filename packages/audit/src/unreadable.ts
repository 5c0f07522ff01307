/** Why a file cannot be read. */
export interface Unreadable {
  /** Said behind the name of the file. */
  readonly what: string;
  readonly fix: string;
}

const REASONS: Readonly<Record<string, Unreadable>> = {
  ENOENT: {
    what: 'is not there',
    fix: 'Correct the path; a relative one begins in the folder that the command runs in.',
  },
  ENOTDIR: { what: 'is not there: a part of its path is a file', fix: 'Correct the path.' },
  EACCES: {
    what: 'may not be read by this user',
    fix: 'Run it as a user that may read it, or change its owner or mode.',
  },
  EISDIR: { what: 'is a folder', fix: 'Name the file in it.' },
  ELOOP: { what: 'is a symbolic link', fix: 'Name the file itself.' },
};

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** Tells a file that is not there from one that may not be read, by the code of the error that reading it ended with. */
export function unreadable(error: unknown): Unreadable {
  const code = codeOf(error);
  const known = REASONS[code === 'EPERM' ? 'EACCES' : code];
  if (known !== undefined) return known;
  return {
    what: `cannot be read${code === '' ? '' : ` (${code})`}`,
    fix: 'Check the file and the disk that it is on.',
  };
}

/** Whether an error is one of reading a file, and says nothing of what stands in it. */
export const isFileError = (error: unknown): boolean => /^E[A-Z]+$/.test(codeOf(error));
