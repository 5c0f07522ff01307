import { startHelper, type Helper } from '../processes/helper.ts';
import { formNames } from './forms.ts';

export interface HostileScale extends Readonly<Record<string, number>> {
  /** Characters of the longest text; the others have a half and a quarter. */
  readonly characters: number;
  /** A call that has not ended by then counts as a hang, and its process is killed. */
  readonly deadlineMs: number;
}

/** Below this a time is mostly noise, and its growth says nothing. */
const GROWTH_FLOOR_MS = 5;

/** The bar that Plumbline sets itself, for a text of 1 MiB. */
const SLOW_MS = 50;

/** One engine in a process of its own, which is replaced when it hangs. */
interface Engine extends Disposable {
  /** Milliseconds, or undefined when the deadline was over. */
  run(form: string, size: number): Promise<number | undefined>;
}

async function startEngine(name: string, deadlineMs: number): Promise<Engine> {
  const begin = async (): Promise<Helper> => {
    const helper = startHelper('hostile-worker', [name]);
    await helper.hear();
    return helper;
  };
  let helper = await begin();
  return {
    async run(form, size) {
      await helper.ask({ form, size });
      const answer = await within(helper.hear<{ readonly ms: number }>(), deadlineMs);
      if (answer !== undefined) return answer.ms;
      helper[Symbol.dispose]();
      helper = await begin();
      return undefined;
    },
    [Symbol.dispose]: () => helper[Symbol.dispose](),
  };
}

/** What a promise gives, or undefined when it takes too long. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // A helper that is killed afterwards rejects.
    promise.catch(() => undefined);
  }
}

/** Times of one form at a quarter, a half and the whole of the length. After a hang the longer ones are not tried. */
async function timesOf(engine: Engine, form: string, characters: number): Promise<readonly (number | undefined)[]> {
  const times: (number | undefined)[] = [];
  for (const share of [4, 2, 1]) {
    const hung = times.length > 0 && times.at(-1) === undefined;
    times.push(hung ? undefined : await engine.run(form, Math.ceil(characters / share)));
  }
  return times;
}

/** 1 is linear, 2 quadratic: over two doublings of the length. */
function growthOf([quarter, , whole]: readonly (number | undefined)[]): number | undefined {
  if (quarter === undefined || whole === undefined || whole < GROWTH_FLOOR_MS) return undefined;
  return Math.log2(whole / quarter) / 2;
}

const largest = (values: readonly (number | undefined)[]): number =>
  Math.max(0, ...values.filter((value) => value !== undefined));

/** Every form through one engine: the worst of each length, growth, hangs, and each form's time at full length. */
export async function measureHostile(
  name: string,
  { characters, deadlineMs }: HostileScale,
  forms: readonly string[] = formNames,
): Promise<Record<string, number>> {
  using engine = await startEngine(name, deadlineMs);
  const all: [string, readonly (number | undefined)[]][] = [];
  for (const form of forms) all.push([form, await timesOf(engine, form, characters)]);
  const at = (place: number): readonly number[] => all.map(([, times]) => times[place] ?? deadlineMs);
  return {
    quarterMs: largest(at(0)),
    halfMs: largest(at(1)),
    wholeMs: largest(at(2)),
    growth: largest(all.map(([, times]) => growthOf(times))),
    slow: at(2).filter((ms) => ms > SLOW_MS).length,
    hangs: all.filter(([, times]) => times.includes(undefined)).length,
    ...Object.fromEntries(
      all.flatMap(([form, times]) => [
        [`${form} (ms)`, times[2] ?? deadlineMs],
        [`${form} (growth)`, growthOf(times) ?? 0],
      ]),
    ),
  };
}
