/** The folder that holds the locked toolchain folders. */
export const toolchain: string;
/** Installs one of them once; false when npm could not. */
export function bring(name: string, what: string, say: (line: string) => void): boolean;
