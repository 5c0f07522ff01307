import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { mapLimit, runCommand } from './command.ts';
import type { Consumer } from './consumer.ts';

/** The three ways users resolve types; a CommonJS file cannot import ESM types under `node16`, by TypeScript's own rule. */
const RESOLUTIONS = [
  { name: 'node16', module: 'node16', moduleResolution: 'node16', files: ['consumer.mts'] },
  { name: 'nodenext', module: 'nodenext', moduleResolution: 'nodenext', files: ['consumer.mts', 'consumer.cts'] },
  { name: 'bundler', module: 'esnext', moduleResolution: 'bundler', files: ['consumer.mts'] },
] as const;

const source = (specifiers: readonly string[]): string =>
  specifiers
    .map(
      (name, index) =>
        `import * as m${index} from '${name}';\nexport const names${index}: keyof typeof m${index} | undefined = undefined;\n`,
    )
    .join('');

/** Errors in the consumer's own files or in our declarations; what other vendors' declarations hold is theirs. */
const ours = (line: string): boolean =>
  /^consumer\.[mc]ts\(/.test(line) || line.includes('/@plumbline/') || line.startsWith('error ');

/** Type-checks a file that imports every subpath, under strict flags and with our declarations checked too. */
export const typeFaults = async (root: string, consumer: Consumer): Promise<readonly string[]> => {
  const text = source(consumer.specifiers);
  for (const file of ['consumer.mts', 'consumer.cts']) writeFileSync(path.join(consumer.folder, file), text);
  const found = await mapLimit(RESOLUTIONS, 2, async ({ name, files, ...resolution }) => {
    const config = path.join(consumer.folder, `tsconfig.${name}.json`);
    const compilerOptions = {
      ...resolution,
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    writeFileSync(config, JSON.stringify({ compilerOptions, files }));
    const tsc = path.join(root, 'node_modules/.bin/tsc');
    const { status, stdout } = await runCommand(tsc, ['-p', config, '--pretty', 'false'], { cwd: consumer.folder });
    const lines = stdout.trim().split('\n').filter(ours);
    if (status !== 0 && stdout.trim() === '') return [`types under ${name}: tsc ended with ${status}`];
    return lines.map((line) => `types under ${name}: ${line}`);
  });
  return found.flat();
};
