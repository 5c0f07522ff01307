import { toPattern, UNMATCHED } from './routes/to-pattern.ts';

type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What Next calls the places of a tree that are no folder. */
const NO_FOLDER = /^__\w+__$|^\/?_not-found$/;

/**
 * The pattern of an App Router page, from `useSelectedLayoutSegments()` and `useParams()` of one layout: what is the value of
 * a parameter becomes its name. Parameters that stand above that layout are left out of `params`: a value that is not found
 * among the segments could stand there in another form, so the page is `unmatched` then.
 */
export function nextPattern(segments: readonly string[], params: Params | null): string {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value === undefined) continue;
    const sign = typeof value === 'string' ? '' : '*';
    names.set(decoded(typeof value === 'string' ? value : value.join('/')), `[${sign && '...'}${name}]`);
  }
  const missing = new Set(names.keys());
  const folders: string[] = [];
  for (const segment of segments) {
    if (NO_FOLDER.test(segment)) return UNMATCHED;
    const value = decoded(segment);
    missing.delete(value);
    folders.push(names.get(value) ?? segment);
  }
  return missing.size > 0 ? UNMATCHED : toPattern(`/${folders.join('/')}`);
}

/** The pattern of a Pages Router page, from `useRouter().pathname`, which is the file's route and no path: `/orgs/[id]`. */
export const nextPagesPattern = (pathname: string): string =>
  /^\/(?:404|500|_error)$/.test(pathname) ? UNMATCHED : toPattern(pathname);
