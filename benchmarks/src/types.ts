import { defineBenchmark, type Side } from './harness/benchmark.ts';
import type { Compiler } from './types/measure.ts';

type TypesScale = Readonly<Record<'events' | 'fromSource', number>>;

const side = (what: string, compiler: Compiler, share: 0 | 1): Side<TypesScale> => ({
  what,
  run: async ({ events, fromSource }) => {
    const { checkTypes } = await import('./types/measure.ts');
    return { ...(await checkTypes({ compiler, events: events * share, fromSource: fromSource === 1 })) };
  },
});

export const types = defineBenchmark<TypesScale>({
  name: 'types',
  question: 'How long does checking the types of a catalog of 500 events and 500 calls take, over an empty one?',
  metrics: {
    wallMs: { unit: 'ms', what: 'the whole run of the compiler', better: 'less' },
    cpuMs: { unit: 'ms', what: 'CPU of it, all threads', better: 'less' },
    checkMs: { unit: 'ms', what: 'checking alone, as the compiler says', better: 'less' },
    instantiations: { unit: '', what: 'instantiations of types', better: 'less' },
  },
  baseline: '6, empty',
  sides: {
    '6, empty': side('TypeScript 6, an empty catalog', 'typescript 6', 0),
    '6, full': side('TypeScript 6, the catalog and its calls', 'typescript 6', 1),
    '7, empty': side('TypeScript 7, an empty catalog', 'typescript 7', 0),
    '7, full': side('TypeScript 7, the catalog and its calls', 'typescript 7', 1),
  },
  peers: ['typescript', 'typescript-native', 'zod'],
  rounds: 5,
  scale: { events: 500, fromSource: 0 },
  tiny: { events: 20, fromSource: 1 },
});
