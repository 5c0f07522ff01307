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

/** What came of a break on one road. */
export interface Outcome {
  readonly road: string;
  readonly told: Readonly<Record<AlertId, readonly ReceiverName[]>>;
  /** Alerts that fired although nobody was told. */
  readonly silent: readonly AlertId[];
}

const merged = (scenarios: readonly Scenario[]) => ({
  told: Object.assign({}, ...scenarios.map(({ told }) => told)) as Scenario['told'],
  inhibited: scenarios.flatMap(({ inhibited = [] }) => inhibited),
});

async function follow(
  stage: Stage,
  watch: Watch,
  since: number,
  expected: ReturnType<typeof merged>,
): Promise<Outcome> {
  const seen = new Set<AlertId>();
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
  const all = told();
  return {
    road: watch.road,
    told: Object.fromEntries([...all].map(([id, receivers]) => [id, [...receivers].toSorted()]).toSorted()),
    silent: [...seen].filter((id) => !all.has(id)).toSorted(),
  };
}

/** Breaks things and waits until all that must be told has been, and all that must not has fired, on both roads. */
export async function breakAll(stage: Stage, scenarios: readonly Scenario[]): Promise<readonly Outcome[]> {
  const since = stage.receivers.notices.length;
  for (const { doBreak } of scenarios) await doBreak(stage);
  const expected = merged(scenarios);
  return Promise.all(stage.watches.map((watch) => follow(stage, watch, since, expected)));
}

/** What must come of a break. */
export const outcomesOf = ({ watches }: Stage, scenarios: readonly Scenario[]): readonly Outcome[] => {
  const { inhibited, told } = merged(scenarios);
  return watches.map(({ road }) => ({
    road,
    told: Object.fromEntries(Object.entries(told).toSorted()),
    silent: inhibited.toSorted(),
  }));
};

/** Whoever was told that something fires, and not yet that it is over. */
function open(stage: Stage, watch: Watch): readonly string[] {
  const last = new Map<string, Notice['status']>();
  for (const notice of stage.receivers.notices) {
    if (notice.road !== watch.road || notice.receiver === 'deadman') continue;
    const key = Object.entries(notice.labels).toSorted().join();
    last.set(`${notice.receiver} ${idOf(notice.labels)} ${key}`, notice.status);
  }
  return [...last].flatMap(([key, status]) => (status === 'firing' ? [key] : []));
}

/** Waits until nothing fires but the dead man's switch, and everybody who was told of something knows that it is over. */
export async function calm(stage: Stage): Promise<void> {
  await Promise.all(
    stage.watches.map(async (watch) => {
      let fires: readonly AlertId[] = [];
      await until(
        `calm on the road ${watch.road}`,
        async () => {
          fires = await firing(watch);
          return fires.length === 0 && open(stage, watch).length === 0;
        },
        () => ({ fires, open: open(stage, watch) }),
      );
    }),
  );
}

export async function repairAll(stage: Stage, scenarios: readonly Scenario[]): Promise<void> {
  for (const { repair } of scenarios) await repair(stage);
  await calm(stage);
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
