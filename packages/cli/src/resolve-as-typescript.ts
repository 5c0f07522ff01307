import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Files that TypeScript or a bundler takes for a specifier that names none. */
function candidates(specifier: string): readonly string[] {
  const compiled = /^(.*)\.([mc]?)js$/.exec(specifier);
  if (compiled) return [`${compiled[1]}.${compiled[2]}ts`];
  return ['.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'].map((ending) => specifier + ending);
}

const isOwn = (url: string | undefined): url is string =>
  url !== undefined && url.startsWith('file:') && !url.includes('/node_modules/');

const hasModuleSyntax = (url: string): boolean =>
  /^(?:import|export)\b/m.test(readFileSync(fileURLToPath(url), 'utf8'));

/**
 * Lets this process load what a compiler or a bundler loads: `./catalog.js` and `./catalog` where there is a `catalog.ts`, and
 * an ES module in `.ts` where package.json says CommonJS. What Node itself resolves stays as it is.
 */
export function resolveAsTypeScript(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const resolve = (name: string): ReturnType<typeof next> => {
        const found = next(name, context);
        const isTypeless = found.format === 'commonjs-typescript' && isOwn(found.url) && hasModuleSyntax(found.url);
        return isTypeless ? { ...found, format: 'module-typescript' } : found;
      };
      try {
        return resolve(specifier);
      } catch (error) {
        if (!specifier.startsWith('.') || !isOwn(context.parentURL)) throw error;
        for (const name of candidates(specifier)) {
          try {
            return resolve(name);
          } catch {
            // The first error names what the file says.
          }
        }
        throw error;
      }
    },
  });
}
