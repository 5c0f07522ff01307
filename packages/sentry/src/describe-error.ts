import {
  applyAggregateErrorsToEvent,
  createStackParser,
  type ErrorEvent,
  exceptionFromError,
  getDebugImagesForResources,
} from '@sentry/core';
import { nodeStackLineParser } from '@sentry/core/server';

/** Errors beneath one that are told of: its causes, and those that it aggregates. */
const MAX_LINKED = 5;

const parseStack = createStackParser(nodeStackLineParser());

/**
 * What Sentry's own SDK reads out of an error: class, message and frames of it and of its causes, and the debug IDs that a
 * bundler wrote into the files of those frames.
 */
export function describeError(error: Error): Pick<ErrorEvent, 'exception' | 'debug_meta'> {
  const { type, value, ...where } = exceptionFromError(parseStack, error);
  const event: ErrorEvent = {
    type: undefined,
    exception: { values: [{ type: type || 'Error', value: value || '', ...where }] },
  };
  applyAggregateErrorsToEvent(exceptionFromError, parseStack, 'cause', MAX_LINKED, event, { originalException: error });
  const frames = event.exception?.values?.flatMap(({ stacktrace }) => stacktrace?.frames ?? []) ?? [];
  const files = new Set(frames.flatMap(({ filename }) => filename ?? []));
  return { ...event, debug_meta: { images: getDebugImagesForResources(parseStack, [...files]) } };
}
