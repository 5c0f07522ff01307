import { createHash } from 'node:crypto';

/** A file that every page uses. Its path has a hash of its content, so that a browser never mixes two versions. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** Of SHA-256, in hex: enough that two versions never share a path. */
const HASH_DIGITS = 16;

export function createAsset(extension: 'css' | 'js', text: string): Asset {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
  const type = extension === 'css' ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
  return { path: `/assets/${hash}.${extension}`, type, text };
}
