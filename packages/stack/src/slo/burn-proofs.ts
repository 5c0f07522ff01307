import { plainSeries, type ProofSeries, type RuleContext } from '../alerts/rule-context.ts';
import type { AlertProof } from '../model/alert.ts';
import type { Slo } from '../model/slo.ts';
import { PROBE_ROUTES } from '../promql/probe-routes.ts';
import { errorRatio } from './recordings.ts';

/** So many minutes with a share of failures, and so many times the usual traffic. */
export interface Phase {
  readonly minutes: number;
  readonly share: number;
  readonly traffic?: number;
}

const REQUESTS = 'http.server.request.duration';
const figure = (value: number): number => Number(value.toPrecision(8));

/**
 * A counter that grows by so much a minute in each phase, with a sample every `step` minutes. The sum is made as promtool
 * makes it, by adding: a last digit too low would be a counter that began anew.
 */
function counter(phases: readonly Phase[], perMinute: (phase: Phase) => number, step: number): string {
  const parts: string[] = [];
  let value = 0;
  for (const [index, phase] of phases.entries()) {
    const grows = figure(perMinute(phase) * step);
    const samples = Math.round(phase.minutes / step);
    // The first phase has one sample more: the zero that it begins with.
    const more = index === 0 ? samples : samples - 1;
    if (index > 0) value += grows;
    parts.push(`${value}+${grows}x${more}`);
    for (let sample = 0; sample < more; sample += 1) value += grows;
  }
  return parts.join(' ');
}

/** Requests of users and of probes as the histogram counts them, for an objective over requests. */
export function requestSeries(
  context: RuleContext,
  slo: Slo,
  phases: readonly Phase[],
  step: number,
): readonly ProofSeries[] {
  // So few that six hours have more than are needed, and fewer than fifty times as many.
  const perMinute = slo.minEvents / 10;
  const all = ({ traffic = 1 }: Phase): number => perMinute * traffic;
  const failed = (phase: Phase): number => all(phase) * phase.share;
  const { indicator } = slo;
  const route = (indicator.kind === 'freshness' ? undefined : indicator.routes?.[0]) ?? '/items';
  const [, probe = ''] = PROBE_ROUTES;
  const count = (path: string, status: string, values: string): ProofSeries =>
    context.series(REQUESTS, { 'http.route': path, 'http.response.status_code': status }, values, 'count');
  const noise = count(probe, '503', `0+${perMinute * 2}x6000`);
  if (indicator.kind !== 'latency')
    return [
      count(route, '500', counter(phases, failed, step)),
      count(
        route,
        '200',
        counter(phases, (phase) => all(phase) - failed(phase), step),
      ),
      noise,
    ];
  const bucket = (path: string, le: string, values: string): ProofSeries =>
    context.series(REQUESTS, { 'http.route': path, le }, values, 'bucket');
  return [
    bucket(
      route,
      `${indicator.seconds}`,
      counter(phases, (phase) => all(phase) - failed(phase), step),
    ),
    bucket(route, '+Inf', counter(phases, all, step)),
    bucket(probe, `${indicator.seconds}`, `0+${perMinute * 2}x6000`),
    count(route, '200', counter(phases, all, step)),
    noise,
  ];
}

/** What the recordings of another service or environment with the same objective hold: they must not fire here. */
export function foreignProof(context: RuleContext, slo: Slo): AlertProof {
  const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];
  const places = [{ service_name: 'elsewhere' }, { deployment_environment_name: 'elsewhere' }, { slo: 'another' }];
  return {
    title: 'stays quiet when the same objective is missed elsewhere, or another one here',
    series: places.flatMap((place) => [
      ...windows.map((window) =>
        plainSeries(errorRatio(window), { ...context.labels(), slo: slo.name, ...place }, '1x120'),
      ),
      context.series(
        REQUESTS,
        { ...place, 'http.route': '/items', 'http.response.status_code': '200' },
        `0+${slo.minEvents}x120`,
        'count',
      ),
    ]),
    fires: [],
    quiet: ['60m', '100m'],
  };
}

const at = (minutes: number): string => `${Math.round(minutes)}m`;

/** How a fast burn looks that only the windows of an hour and of five minutes see: a short one, high enough. */
function burst(threshold: number): { readonly minutes: number; readonly share: number } {
  return threshold <= 0.38
    ? { minutes: 30, share: 2.6 * threshold }
    : { minutes: Math.ceil(63 * threshold + 3.5), share: 1 };
}

type Make = (phases: readonly Phase[], step?: number) => readonly ProofSeries[];

/** `first` and `second` are the thresholds of the two pairs of windows. */
export function fastProofs(
  make: Make,
  first: number,
  second: number,
  labels: Readonly<Record<string, string>>,
): readonly AlertProof[] {
  const { minutes, share } = burst(first);
  const calm = { minutes: 360, share: 0 };
  const blip = Math.round(0.7 * (minutes - 2.5) + 2.5);
  const slow = 0.9 * first;
  return [
    {
      title: 'fires for a short and steep burn, and resolves within minutes',
      series: make([calm, { minutes, share }, { minutes: 60, share: 0 }]),
      fires: [{ at: at(360 + minutes), labels }],
      quiet: [at(360), at(360 + minutes + 8)],
    },
    {
      title: 'stays quiet for a shorter one',
      series: make([calm, { minutes: blip, share }, { minutes: 60, share: 0 }]),
      fires: [],
      quiet: [0, 1, 2, 3].map((more) => at(360 + blip + more)),
    },
    {
      title: 'fires for a burn of hours, and resolves',
      series: make([
        { minutes: 150, share: slow },
        { minutes: 120, share: 0 },
      ]),
      fires: [{ at: '140m', labels }],
      quiet: [at(150 + 36)],
    },
    {
      title: 'stays quiet for a burn of an hour and a half at that rate',
      series: make([
        calm,
        { minutes: Math.round((140 * second) / slow / 0.46), share: slow },
        { minutes: 60, share: 0 },
      ]),
      fires: [],
      quiet: [0, 2].map((more) => at(360 + Math.round((140 * second) / slow / 0.46) + more)),
    },
  ];
}

/** Days, in steps of two minutes: half the samples, and the rate of five minutes still sees two of them. */
const STEP = 2;
const even = (minutes: number): number => Math.round(minutes / STEP) * STEP;

/** As many failures as so many minutes without a success have, in at least so many minutes. */
function failing(worth: number, least = 2 * STEP): Phase {
  const minutes = Math.max(least, even(worth));
  return { minutes, share: Math.min(1, worth / minutes) };
}

export function slowProofs(
  make: Make,
  first: number,
  second: number,
  labels: Readonly<Record<string, string>>,
): readonly AlertProof[] {
  const day = 1440;
  const unseen = failing(1.1 * first * 360);
  // An alert waits for a quarter of an hour after its threshold is passed, which is half-way.
  const steep = failing(first * day * 1.9, 48);
  // Where both thresholds are one, a day has to stay below it too.
  const half = failing(Math.min(1.4 * second, 0.8 * first) * day);
  const interval = `${STEP}m`;
  return [
    {
      interval,
      title: 'fires for what a quiet day loses after busy ones, and resolves',
      series: make(
        [
          { minutes: day, share: 0, traffic: 10 },
          { minutes: day - steep.minutes, share: 0 },
          steep,
          { minutes: 200, share: 0 },
        ],
        STEP,
      ),
      fires: [{ at: at(2 * day), labels }],
      quiet: [at(day), at(2 * day + 130)],
    },
    {
      interval,
      title: 'stays quiet for minutes after a calm day',
      series: make([{ minutes: day, share: 0 }, unseen, { minutes: 60, share: 0 }], STEP),
      fires: [],
      quiet: [at(day + unseen.minutes + 20), at(day + unseen.minutes + 26)],
    },
    {
      interval,
      title: 'fires for a burn just above the budget, and resolves',
      series: make(
        [
          { minutes: 480, share: 2 * second },
          { minutes: 420, share: 0 },
        ],
        STEP,
      ),
      fires: [
        { at: '60m', labels },
        { at: '470m', labels },
      ],
      quiet: ['10m', at(480 + 368)],
    },
    {
      interval,
      title: 'stays quiet for a small part of a calm time',
      series: make([{ minutes: 2 * day, share: 0 }, half, { minutes: 60, share: 0 }], STEP),
      fires: [],
      quiet: [at(2 * day + half.minutes + 18), at(2 * day + half.minutes + 26)],
    },
  ];
}

/** All requests fail, but there are fewer of them than are needed. */
export const fewProof = (make: Make, slo: Slo): AlertProof => ({
  title: `stays quiet with fewer than ${slo.minEvents} requests`,
  // 360 minutes are the longest window in which they are counted; in ten hours there are enough.
  series: make([{ minutes: 620, share: 1, traffic: (0.9 * 10) / 360 }]),
  fires: [],
  quiet: ['60m', '200m', '390m', '610m'],
});

/**
 * Few requests after an hour without any, all of which fail: nobody is woken, although the hours before had enough. Those were
 * so busy that the pair of longer windows, of the threshold `second`, has not lost enough either.
 */
export const quietHourProof = (make: Make, slo: Slo, second: number): AlertProof => ({
  title: `stays quiet for an hour with fewer than ${slo.minEvents} requests, although there were enough before`,
  series: make([
    { minutes: 250, share: 0, traffic: Math.max(1, 0.04 / second) },
    { minutes: 64, share: 0, traffic: 0 },
    { minutes: 40, share: 1, traffic: 0.1 },
  ]),
  fires: [],
  quiet: ['335m', '345m', '353m'],
});
