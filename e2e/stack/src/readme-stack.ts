import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StackOptions } from '@plumbline/stack';
import { tsFences } from '../../../packages/repo/src/fences.ts';

const README = path.join(import.meta.dirname, '../../../packages/stack/README.md');
const TEMP = path.join(import.meta.dirname, '../temp/readme');

/** The example of own objectives and alerts in the README, as somebody who copies it has it. Throws where there is none. */
export async function readmeStack(): Promise<StackOptions> {
  const fence = tsFences(readFileSync(README, 'utf8')).find(({ code }) => code.includes('AlertDefinition = {'));
  if (fence === undefined) throw new Error('the README has no example of an own alert');
  mkdirSync(TEMP, { recursive: true });
  const file = path.join(TEMP, 'plumbline.stack.ts');
  writeFileSync(file, fence.code);
  const loaded = (await import(pathToFileURL(file).href)) as { readonly default: StackOptions };
  return loaded.default;
}
