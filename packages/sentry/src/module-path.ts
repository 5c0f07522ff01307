/** Sentry matches source maps by this prefix and ignores the host behind it (as its RewriteFrames integration does). */
const PREFIX = 'app:///';

const NODE_INTERNAL = /^node:[\w/.-]{1,100}$/;

const slashes = (path: string): string =>
  path
    .replace(/^file:\/\//, '')
    .replaceAll('\\', '/')
    .replace(/^\/?[A-Za-z]:\//, '/')
    .replace(/[?#].*$/s, '');

/** A folder in the form that file names are compared in; empty when it would match everything. */
export function normalizeRoot(root: string): string {
  return slashes(root).replace(/\/+$/, '');
}

/**
 * Where a file lies in the application, and never where the application lies on the machine: relative to the root, from
 * the last `node_modules` for a dependency elsewhere, else the bare name.
 */
export function modulePath(filename: string, root: string): string {
  if (NODE_INTERNAL.test(filename)) return filename;
  if (/^[<(]|^data:|^native$|^evalmachine/.test(filename)) return '<anonymous>';
  const path = slashes(filename);
  if (path.startsWith(`${root}/`)) return PREFIX + path.slice(root.length + 1);
  const dependency = path.lastIndexOf('/node_modules/');
  if (dependency >= 0) return PREFIX + path.slice(dependency + 1);
  return PREFIX + path.slice(path.lastIndexOf('/') + 1);
}

/** Takes the application's folder out of a message such as `ENOENT … open '/srv/app/x'`. */
export function hideRoot(text: string, root: string): string {
  if (root === '') return text;
  return text.replaceAll(root, '.').replaceAll(encodeURI(root), '.').replaceAll(root.replaceAll('/', '\\'), '.');
}
