import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { toolchain } from '../toolchain/bring.mjs';

/** The pinned pnpm that run.mjs fetched, so that a check run by hand uses the same one; else the one on PATH. */
export const pnpm = (): string => {
  const folder = path.join(toolchain, 'pnpm/node_modules/@pnpm');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('exe.')) : [];
  const found = names.map((name) => path.join(folder, name, 'pnpm')).find((file) => existsSync(file));
  return found ?? 'pnpm';
};
