import { describe, expect, it } from 'vitest';
import { checkDocs } from '../src/check-docs.ts';
import { tsFences } from '../src/fences.ts';
import { copyIn, type Files, linkTools, makeWorkspace, oneEntry } from './fixture.ts';

const fence = (info: string, ...lines: readonly string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

const packageFiles: Files = {
  'packages/one/package.json': { name: '@plumbline/one', type: 'module', exports: oneEntry },
  'packages/one/dist/index.js': 'export const one = 1;\n',
  'packages/one/dist/index.d.ts': 'export declare const one: number;\n',
};

const check = async (files: Files): Promise<readonly string[]> => {
  const root = makeWorkspace({ ...packageFiles, ...files });
  copyIn(root, ['tsconfig.base.json']);
  linkTools(root);
  const modules = await checkDocs(root);
  return modules.faults;
};

describe('tsFences', () => {
  it('reads ts fences with their line, whether to run them and their file name', () => {
    const text = `# Title\n\n${fence('ts', 'a();')}\n${fence('sh', 'ls')}\n${fence('ts no-run', '// conf/b.ts — what', 'b();')}`;
    expect(tsFences(text)).toEqual([
      { line: 3, code: 'a();\n', run: true, file: undefined },
      { line: 11, code: '// conf/b.ts — what\nb();\n', run: false, file: 'conf/b.ts' },
    ]);
  });

  it('reads indented fences and leaves tsx and longer ticks to others', () => {
    expect(tsFences('- item\n\n  ```ts\n  x();\n  ```\n')).toMatchObject([{ line: 3, code: 'x();\n' }]);
    expect(tsFences('```tsx\n<a/>\n```\n')).toEqual([]);
    expect(tsFences('````ts\n```\n````\n')).toMatchObject([{ code: '```\n' }]);
  });
});

describe('checkDocs', { timeout: 60_000 }, () => {
  it('runs examples against the built package, and lets later fences import a named one', async () => {
    const named = fence('ts', '// settings/app.ts', "export const name: string = 'app';");
    const user = fence('ts', "import { name } from './settings/app.ts';", "import { one } from '@plumbline/one';");
    const faults = await check({
      'README.md': `${named}\n${user}`,
      'packages/one/README.md': fence(
        'ts',
        "import { one } from '@plumbline/one';",
        'if (one !== 1) throw new Error();',
      ),
      'docs/guide/more.md': fence('ts no-run', "throw new Error('would fail');"),
      'docs/other.md': fence('sh', 'exit 1'),
    });
    expect(faults).toEqual([]);
  });

  it('runs a named .cts fence as CommonJS', async () => {
    const required = "if (require('@plumbline/one').one !== 1 || require.main !== module) throw new Error('planted');";
    expect(await check({ 'README.md': fence('ts', '// main.cts', required) })).toEqual([]);
    const faults = await check({ 'README.md': fence('ts', '// main.cts', required, "const wrong: number = 'no';") });
    expect(faults).toEqual([expect.stringMatching(/^README\.md:4: .*TS2322/)]);
  });

  it('names document, line and error of an example that throws', async () => {
    const faults = await check({ 'packages/one/README.md': `text\n\n${fence('ts', "throw new Error('planted');")}` });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('packages/one/README.md:3: the example ended with 1');
    expect(faults[0]).toContain('planted');
  });

  it('names document and line of a type error, also in a fence that is not run', async () => {
    const faults = await check({
      'docs/a.md': `x\n${fence('ts no-run', 'export const a = 1;', "export const n: number = 'text';")}`,
    });
    expect(faults).toEqual([expect.stringMatching(/^docs\/a\.md:4: error TS2322/)]);
  });

  it('fails an example that imports what users cannot import', async () => {
    const text = fence('ts', "import '@plumbline/one/src/secret';");
    const faults = (await check({ 'README.md': text })).join('\n');
    expect(faults).toContain('README.md:2: error TS2882');
    expect(faults).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
