import { randomBytes } from 'node:crypto';
import { html, type Html, raw, renderHtml } from '../ui/html.ts';

/** The parts of one page that come later. */
export interface LaterParts {
  /** Begins to make the markup and returns what stands in its place. */
  add(make: () => Promise<Html>): Html;
  /**
   * The text of a page in order: up to the first part that is not there yet, then that part, and so on. Parts are made at the
   * same time, so the page is complete when the slowest one is. Plain markup in its final order needs no script, which the
   * policy of the pages would not run, and reads the same without styles, in print and aloud.
   */
  stream(page: Html): AsyncGenerator<string, void, undefined>;
}

/** Takes the place of a part whose making failed. */
export type FailedPart = (error: unknown) => Html;

const MARK_BYTES = 12;

export function createLaterParts(failed: FailedPart): LaterParts {
  // Unknown to whoever wrote a value of the page, so that none can stand for a part.
  const mark = randomBytes(MARK_BYTES).toString('hex');
  const parts: Promise<Html>[] = [];
  const guarded = async (make: () => Promise<Html>): Promise<Html> => {
    try {
      return await make();
    } catch (error) {
      return failed(error);
    }
  };
  async function* write(page: Html): AsyncGenerator<string, void, undefined> {
    const [first = '', ...rest] = renderHtml(page).split(`<!--${mark}:`);
    if (first !== '') yield first;
    for (const piece of rest) {
      const end = piece.indexOf('-->');
      // A part may hold parts of its own.
      yield* write(await (parts[Number(piece.slice(0, end))] ?? Promise.resolve(html``)));
      const after = piece.slice(end + '-->'.length);
      if (after !== '') yield after;
    }
  }
  return {
    add(make) {
      parts.push(guarded(make));
      return raw(`<!--${mark}:${parts.length - 1}-->`);
    },
    stream: write,
  };
}
