import type { ErrorEvent, Exception, StackFrame } from '@sentry/core';
import { hideRoot, modulePath } from './module-path.ts';
import type { TextRedactor } from './options.ts';

import type { Snapshot } from './user-scope.ts';

export interface KeepOptions {
  readonly environment: string | undefined;
  readonly release: string | undefined;
  readonly redactor: TextRedactor;
  /** Normalized with `normalizeRoot`. */
  readonly root: string;
}

/** A secret cut in half is no longer recognised, so text is cut, cleaned, and cut again well before the first cut. */
const MAX_READ_LENGTH = 8_192;
const MAX_VALUE_LENGTH = 2_000;
const MAX_NAME_LENGTH = 200;

const DEBUG_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Clean = (text: string, maxLength: number) => string;

const createClean =
  ({ redactor, root }: KeepOptions): Clean =>
  (text, maxLength) =>
    redactor.text(hideRoot(text.slice(0, MAX_READ_LENGTH), root)).slice(0, maxLength);

function keepFrame(frame: StackFrame, root: string, clean: Clean): StackFrame {
  return {
    ...(frame.filename !== undefined && { filename: modulePath(frame.filename, root) }),
    ...(frame.function !== undefined && { function: clean(frame.function, MAX_NAME_LENGTH) }),
    ...(frame.lineno !== undefined && { lineno: frame.lineno }),
    ...(frame.colno !== undefined && { colno: frame.colno }),
    in_app: frame.in_app === true,
  };
}

function keepException(exception: Exception, snapshot: Snapshot, root: string, clean: Clean): Exception {
  const { type, value, stacktrace } = exception;
  return {
    ...(type !== undefined && { type: clean(type, MAX_NAME_LENGTH) }),
    ...(value !== undefined && { value: clean(value, MAX_VALUE_LENGTH) }),
    mechanism: { type: 'generic', handled: snapshot.handled },
    ...(stacktrace?.frames && { stacktrace: { frames: stacktrace.frames.map((one) => keepFrame(one, root, clean)) } }),
  };
}

/** IDs that a bundler wrote into the build, by which Sentry finds source maps: file and UUID, nothing else. */
function keepDebugImages(event: ErrorEvent, root: string): ErrorEvent['debug_meta'] {
  const images = (event.debug_meta?.images ?? []).flatMap((image) =>
    image.type === 'sourcemap' && DEBUG_ID.test(image.debug_id)
      ? [{ type: 'sourcemap' as const, code_file: modulePath(image.code_file, root), debug_id: image.debug_id }]
      : [],
  );
  return images.length > 0 ? { images } : undefined;
}

/**
 * The closed list: a new event made of what is named here, so that anything else that Sentry's functions read out of an
 * error stays behind.
 */
export function keepEvent(event: ErrorEvent, snapshot: Snapshot, options: KeepOptions): ErrorEvent {
  const { environment, release, root } = options;
  const clean = createClean(options);
  const debugMeta = keepDebugImages(event, root);
  return {
    type: undefined,
    ...(event.event_id !== undefined && { event_id: event.event_id }),
    ...(event.timestamp !== undefined && { timestamp: event.timestamp }),
    level: snapshot.level,
    platform: 'node',
    ...(release !== undefined && { release }),
    ...(environment !== undefined && { environment }),
    exception: { values: (event.exception?.values ?? []).map((one) => keepException(one, snapshot, root, clean)) },
    fingerprint: [snapshot.fingerprint],
    tags: { ...snapshot.tags },
    ...(snapshot.trace && { contexts: { trace: { ...snapshot.trace } } }),
    ...(snapshot.userId !== undefined && { user: { id: snapshot.userId } }),
    ...(debugMeta && { debug_meta: debugMeta }),
  };
}
