import type { AdapterOptions } from '@plumbline/core';

/** Options of `__vendor__`. */
export interface __Vendor__Options extends AdapterOptions {
  /** Origin that is called, a literal in code: `https://…`, or plain http on this machine. */
  readonly host: string;
  /** Key of the project. */
  readonly apiKey: string;
}
