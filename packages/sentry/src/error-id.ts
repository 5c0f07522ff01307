import { createHash } from 'node:crypto';

/** Frames that tell one fault from another; deeper ones differ between callers of the same fault. */
const TOP_FRAMES = 3;

/** Longest part of a stack that is read. V8 keeps ten frames unless told otherwise. */
const MAX_STACK_LENGTH = 16_384;

const FRAME = /^\s+at (?:async )?(?:(.*?) \()?(.+?)(?::\d+)?(?::\d+)?\)?$/;

/** The file's name and its folder's: enough to tell files apart, and the same on every machine. */
function shortPath(file: string): string {
  return file
    .replaceAll('\\', '/')
    .replace(/[?#].*$/, '')
    .split('/')
    .slice(-2)
    .join('/');
}

const isInApp = (file: string): boolean =>
  !/^(?:node:|native$|<|data:)/.test(file) && !/[\\/]node_modules[\\/]/.test(file) && /[\\/]/.test(file);

function framesOf(stack: string): string[] {
  const found: string[] = [];
  for (const line of stack.slice(0, MAX_STACK_LENGTH).split('\n')) {
    const [, name = '', file = ''] = FRAME.exec(line) ?? [];
    if (!isInApp(file)) continue;
    found.push(`${name}@${shortPath(file)}`);
    if (found.length === TOP_FRAMES) break;
  }
  return found;
}

function describe(error: unknown): string[] {
  if (!(error instanceof Error)) return [`thrown ${typeof error}`];
  const { name, message, stack } = error;
  const text = typeof stack === 'string' ? stack : '';
  // The message comes before the frames and may imitate one.
  const at = typeof message === 'string' && message !== '' ? text.indexOf(message) : -1;
  return [name, ...framesOf(at < 0 ? text : text.slice(at + message.length))];
}

// An error that gets another name or message on its way keeps its ID: what was logged first is what is sent later.
const known = new WeakMap<object, string>();

/**
 * One name for one fault: 16 hex digits from the class of the error and its top three frames in the application. Line
 * numbers and the message do not count, so it survives edits elsewhere in the file and is the same for every request,
 * replica and machine; an error object keeps the ID that it was asked for first. It is the fingerprint in Sentry; use it in
 * log lines, spans and responses too. It never throws.
 */
export function errorId(error: unknown): string {
  const key = typeof error === 'object' && error !== null ? error : undefined;
  const before = key && known.get(key);
  if (before !== undefined) return before;
  let parts: string[];
  try {
    parts = describe(error);
  } catch {
    parts = ['unreadable'];
  }
  const id = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
  if (key) known.set(key, id);
  return id;
}
