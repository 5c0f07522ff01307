import process from 'node:process';
import type { ReceiverName } from '../../../packages/stack/src/model/stack-options.ts';
import type { Notice } from './receivers.ts';
import type { AlertId, Scenario } from './scenarios.ts';
import type { Stage, Watch } from './stage.ts';
import { until } from './until.ts';

const WATCHDOG = 'Watchdog';

/** The name of an alert, and the objective where there are several. */
export const idOf = ({ alertname = '', slo }: Readonly<Record<string, string>>): AlertId =>
  slo === undefined ? alertname : `${alertname}/${slo}`;

/** Alerts that fire now, without the dead man's switch. */
async function firing({ ask }: Watch): Promise<readonly AlertId[]> {
  const alerts = await ask.alerts();
  return alerts.flatMap(({ labels, state }) =>
    state === 'firing' && labels['alertname'] !== WATCHDOG ? [idOf(labels)] : [],
  );
}

/** Who was told of what on one road, from one notice on. */
function toldOf(
  notices: readonly Notice[],
  { road }: Watch,
  status: Notice['status'],
): Map<AlertId, Set<ReceiverName>> {
  const told = new Map<AlertId, Set<ReceiverName>>();
  for (const notice of notices) {
    if (notice.road !== road || notice.status !== status || notice.receiver === 'deadman') continue;
    const id = idOf(notice.labels);
    told.set(id, (told.get(id) ?? new Set()).add(notice.receiver));
  }
  return told;
}

/** What came of breaks on one road. */
interface Outcome {
  readonly road: string;
  readonly told: Readonly<Record<AlertId, readonly ReceiverName[]>>;
  /** Alerts that fired although nobody was told. */
  readonly silent: readonly AlertId[];
}

const say = (what: string): void => void process.stderr.write(`${new Date().toISOString()} ${what}\n`);

const merged = (scenarios: readonly Scenario[]) => ({
  told: Object.assign({}, ...scenarios.map(({ told }) => told)) as Scenario['told'],
  inhibited: scenarios.flatMap(({ inhibited = [] }) => inhibited),
});

/** What a test has broken so far, and what came of it. */
interface State {
  readonly since: number;
  readonly scenarios: Scenario[];
  readonly seen: ReadonlyMap<string, Set<AlertId>>;
}

async function follow(stage: Stage, watch: Watch, { scenarios, seen: all, since }: State): Promise<Outcome> {
  const expected = merged(scenarios);
  const seen = all.get(watch.road) ?? new Set();
  const told = (): Map<AlertId, Set<ReceiverName>> => toldOf(stage.receivers.notices.slice(since), watch, 'firing');
  const missing = (): readonly string[] => [
    ...Object.entries(expected.told).flatMap(([id, receivers]) =>
      receivers.filter((receiver) => !told().get(id)?.has(receiver)).map((receiver) => `${id} to ${receiver}`),
    ),
    ...expected.inhibited.filter((id) => !seen.has(id)),
  ];
  await until(
    `alerts on the road ${watch.road}`,
    async () => {
      for (const id of await firing(watch)) seen.add(id);
      return missing().length === 0;
    },
    () => ({ missing: missing(), seen: [...seen] }),
  );
  const found = told();
  return {
    road: watch.road,
    told: Object.fromEntries([...found].map(([id, receivers]) => [id, [...receivers].toSorted()])),
    silent: [...seen].filter((id) => !found.has(id)).toSorted(),
  };
}

/** What must come of everything that is broken. */
const expectedOf = ({ watches }: Stage, scenarios: readonly Scenario[]): readonly Outcome[] => {
  const { inhibited, told } = merged(scenarios);
  return watches.map(({ road }) => ({
    road,
    told: told,
    silent: inhibited.toSorted(),
  }));
};

/** Breaks one thing after the other, and mends all of them. */
export interface Breaker {
  /**
   * Breaks more, and waits until all that must be told has been and all that must not has fired, on both roads. What has
   * come of everything so far, and what must have.
   */
  more(
    scenarios: readonly Scenario[],
  ): Promise<{ readonly found: readonly Outcome[]; readonly expected: readonly Outcome[] }>;
  /** Mends everything, and waits for {@link calm}. */
  repair(): Promise<void>;
}

export function createBreaker(stage: Stage): Breaker {
  const state: State = {
    since: stage.receivers.notices.length,
    scenarios: [],
    seen: new Map(stage.watches.map(({ road }) => [road, new Set()])),
  };
  return {
    async more(scenarios) {
      for (const scenario of scenarios) {
        say(`broken: ${scenario.what}`);
        state.scenarios.push(scenario);
        await scenario.doBreak(stage);
      }
      const found = await Promise.all(stage.watches.map((watch) => follow(stage, watch, state)));
      say('everybody knows of it');
      return { found, expected: expectedOf(stage, state.scenarios) };
    },
    async repair() {
      for (const scenario of state.scenarios.toReversed()) {
        say(`repaired: ${scenario.what}`);
        await scenario.repair(stage);
      }
      await calm(stage);
      say('nothing fires, and everybody knows');
    },
  };
}

/** Waits until one replica alone reports, and says what fires then. */
export const reporting = (stage: Stage): Promise<readonly object[]> =>
  Promise.all(
    stage.watches.map(async (watch) => {
      let replicas = stage.replicas.length;
      await until(`one replica on the road ${watch.road}`, async () => {
        const [counted] = await watch.ask.instant('count(plumbline_heartbeat)');
        replicas = Number(counted?.values[0]?.[1] ?? 0);
        return replicas === 1;
      });
      return { road: watch.road, replicas, fires: await firing(watch) };
    }),
  );

/** Whoever was told that something fires, and not yet that it is over. */
function uninformed({ receivers }: Stage, { road }: Watch): readonly string[] {
  const last = new Map<string, Notice['status']>();
  for (const notice of receivers.notices) {
    if (notice.road !== road || notice.receiver === 'deadman') continue;
    const key = JSON.stringify(notice.labels);
    last.set(`${notice.receiver} ${idOf(notice.labels)} ${key}`, notice.status);
  }
  return [...last].flatMap(([key, status]) => (status === 'firing' ? [key] : []));
}

/** Waits until nothing fires but the dead man's switch, and everybody who was told of something knows that it is over. */
async function calm(stage: Stage): Promise<void> {
  await Promise.all(
    stage.watches.map(async (watch) => {
      let fires: readonly AlertId[] = [];
      await until(
        `calm on the road ${watch.road}`,
        async () => {
          fires = await firing(watch);
          return fires.length === 0 && uninformed(stage, watch).length === 0;
        },
        () => ({ fires, open: uninformed(stage, watch) }),
      );
    }),
  );
}

/** Waits until every replica has reported for so many seconds, and says what fired meanwhile. */
export async function watchFor(stage: Stage, seconds: number): Promise<readonly string[]> {
  const fired = await Promise.all(
    stage.watches.map(async (watch) => {
      const seen = new Set<string>();
      const query = `count(count_over_time(plumbline_heartbeat[${seconds}s]) >= ${seconds * 0.8})`;
      await until(`${seconds} s of telemetry`, async () => {
        for (const id of await firing(watch)) seen.add(`${watch.road}: ${id}`);
        const [counted] = await watch.ask.instant(query);
        return Number(counted?.values[0]?.[1] ?? 0) === stage.replicas.length;
      });
      return [...seen];
    }),
  );
  return fired.flat();
}
