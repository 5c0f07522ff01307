/** The classes that `browserEvents` lists unless it is told others. */
const STANDARD = [
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'URIError',
  'EvalError',
  'AggregateError',
  'AbortError',
  'NetworkError',
  'TimeoutError',
  'SecurityError',
  'QuotaExceededError',
  'ChunkLoadError',
  'HydrationError',
];

/**
 * The class of an error: its name where the list has it, and `other` for anything else. Neither its message nor its stack is
 * read: both hold what people typed.
 */
export function errorClass(error: unknown, classes: readonly string[] = STANDARD): string {
  try {
    const name = (error as { name?: unknown } | null | undefined)?.name;
    return typeof name === 'string' && classes.includes(name) ? name : 'other';
  } catch {
    return 'other';
  }
}

/** The part of the client that errors are told to. */
export interface ErrorSink {
  capture(name: 'client_error', fields: ClientErrorFields): void;
}

export interface ClientErrorFields {
  readonly boundary: string;
  readonly errorClass: string;
  readonly feature?: string;
  readonly surface?: string;
}

export interface ErrorListenerOptions {
  /** What stands as `boundary` for an error that no boundary caught; the catalog lists it. */
  readonly boundary: string;
  readonly feature?: string;
  readonly surface?: string;
  /** The catalog's error classes, where they are its own. @default those of `browserEvents` */
  readonly classes?: readonly string[];
  /** Errors of one page after which the rest is not reported: an error in a loop says the same each time. @default 20 */
  readonly maxErrors?: number;
}

/** Reports errors and rejections that nothing has caught, as `client_error`; answers what ends it. */
export function listenForErrors(events: { readonly capture: unknown }, options: ErrorListenerOptions): () => void {
  const { classes, maxErrors = 20, ...fields } = options;
  const end = new AbortController();
  let count = 0;
  const report = (error: unknown): void => {
    count += 1;
    if (count <= maxErrors)
      (events as ErrorSink).capture('client_error', { ...fields, errorClass: errorClass(error, classes) });
  };
  addEventListener('error', ({ error }: ErrorEvent) => report(error), end);
  addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => report(reason), end);
  return () => end.abort();
}
