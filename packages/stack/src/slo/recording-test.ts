import { createRuleContext, labelList, plainSeries, type ProofSeries } from '../alerts/rule-context.ts';
import type { StackFile } from '../model/stack-file.ts';
import type { Slo } from '../model/slo.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { PROBE_ROUTES } from '../promql/probe-routes.ts';
import { requestSeries } from './burn-proofs.ts';
import { BUDGET_REMAINING, ERRORS, errorRatio, EVENTS, OBJECTIVE } from './recordings.ts';

/** Minutes of the windows whose share is tested against the last hour. */
const WINDOWS: Readonly<Record<string, number>> = { '30m': 30, '1h': 60, '2h': 120, '6h': 360, '1d': 1440, '3d': 4320 };

const SHORT = Object.keys(WINDOWS);

const scopeOf = (model: StackModel, slo: Slo): Readonly<Record<string, string>> => ({
  ...createRuleContext(model).labels(),
  slo: slo.name,
});

const PLACES = [{ service_name: 'elsewhere' }, { deployment_environment_name: 'elsewhere' }, { slo: 'another' }];

/** What the rules of others have recorded under the same names. */
const elsewhere = (model: StackModel, slo: Slo, names: readonly string[]): readonly ProofSeries[] =>
  PLACES.flatMap((place) => names.map((name) => plainSeries(name, { ...scopeOf(model, slo), ...place }, '1x6000')));

interface Case {
  /** Behind a dot, which no name of an objective has: `api-window` and the window of `api` are two files. */
  readonly suffix: string;
  readonly title: string;
  readonly interval: string;
  readonly at: string;
  readonly series: readonly ProofSeries[];
  /** Comparisons with `bool`, each of which must be 1 for this objective, here, and have no other result. */
  readonly holds: readonly string[];
  /** What must have no result. @default none */
  readonly absent?: readonly string[];
}

function testFile(
  model: StackModel,
  slo: Slo,
  { absent = [], at, holds, interval, series, suffix, title }: Case,
): StackFile {
  const expected = [{ labels: `{${labelList(scopeOf(model, slo))}}`, value: 1 }];
  return {
    path: `prometheus/tests/slo-${slo.name}${suffix === '' ? '' : `.${suffix}`}.test.yml`,
    text: toYaml({
      rule_files: ['../rules/slo.yml'],
      evaluation_interval: interval,
      tests: [
        {
          name: title,
          interval,
          input_series: series,
          promql_expr_test: [
            ...holds.map((expr) => ({ expr, eval_time: at, exp_samples: expected })),
            ...absent.map((expr) => ({ expr, eval_time: at, exp_samples: [] })),
          ],
        },
      ],
    }),
  };
}

/** A tenth of what is expected is allowed: binary fractions are not exact, and a window may hold a sample more at its end. */
const near = (name: string, slo: Slo, value: number, part = 0.1): string =>
  `abs(${name}{slo="${slo.name}"} / ${value} - 1) < bool ${part}`;

/** Requests here and elsewhere, of which a quarter fails, and lately three times as many. */
function countsCase(model: StackModel, slo: Slo): Case {
  const phases = [
    { minutes: 30, share: 0.25 },
    { minutes: 10, share: 0.25, traffic: 3 },
  ];
  const series = requestSeries(createRuleContext(model), slo, phases, 1);
  const foreign = [
    [/service_name="[^"]*"/, 'service_name="elsewhere"'] as const,
    [/deployment_environment_name="[^"]*"/, 'deployment_environment_name="elsewhere"'] as const,
  ].flatMap(([own, other]) => series.map((line) => ({ ...line, series: line.series.replace(own, other) })));
  const perSecond = ((slo.minEvents / 10) * 3) / 60;
  return {
    suffix: '',
    title: 'events and failures are those of this service, without probes',
    interval: '1m',
    at: '38m',
    series: [...series, ...foreign],
    holds: [near(EVENTS, slo, perSecond), near(ERRORS, slo, perSecond / 4), near(OBJECTIVE, slo, slo.objective, 0.001)],
  };
}

/** Probes alone, some of which fail: nothing happened that an objective is about, not even without a failure. */
function probesCase(model: StackModel, slo: Slo): Case {
  const phases = [{ minutes: 30, share: 0.5 }];
  const isProbe = ({ series }: ProofSeries): boolean => PROBE_ROUTES.some((route) => series.includes(`"${route}"`));
  return {
    suffix: 'probes',
    title: 'probes alone are no events and no failures',
    interval: '1m',
    at: '20m',
    series: requestSeries(createRuleContext(model), slo, phases, 1).filter(isProbe),
    holds: [],
    absent: [EVENTS, ERRORS].map((name) => `${name}{slo="${slo.name}"}`),
  };
}

/** Failures that began after half an hour: rates of the last 5 minutes follow, those of half an hour do not yet. */
function onsetCase(model: StackModel, slo: Slo): Case {
  const phases = [
    { minutes: 30, share: 0 },
    { minutes: 10, share: 0.5 },
  ];
  return {
    suffix: 'onset',
    title: 'the share of 5 minutes follows at once',
    interval: '1m',
    at: '38m',
    series: [...requestSeries(createRuleContext(model), slo, phases, 1), ...elsewhere(model, slo, [EVENTS, ERRORS])],
    holds: [near(errorRatio('5m'), slo, 0.5)],
  };
}

/** Four days, of which the last six samples are bad. */
function sharesCase(model: StackModel, slo: Slo): Case {
  const own = (name: string, values: string): ProofSeries => plainSeries(name, scopeOf(model, slo), values);
  return {
    suffix: 'shares',
    title: 'each window has its share',
    interval: '10m',
    at: '5760m',
    series: [own(EVENTS, '2x576'), own(ERRORS, '0x570 2x5'), ...elsewhere(model, slo, [EVENTS, ERRORS])],
    holds: SHORT.map((window) => {
      const samples = (WINDOWS[window] ?? 0) / 10 + 0.5;
      return near(errorRatio(window), slo, Math.min(1, 6 / samples));
    }),
  };
}

/** Ten bad days that the window of the objective has just left behind. */
function windowCase(model: StackModel, slo: Slo): readonly Case[] {
  const days = Number.parseInt(slo.window, 10);
  const own = (name: string, values: string): ProofSeries => plainSeries(name, scopeOf(model, slo), values);
  const shared = {
    interval: '6h',
    at: `${days + 10}d`,
    title: 'the budget comes back when bad days leave the window',
  };
  const series = [own(EVENTS, `1x${(days + 10) * 4}`), own(ERRORS, `1x39 0x${days * 4}`)];
  return [
    {
      ...shared,
      suffix: 'window',
      series: [...series, ...elsewhere(model, slo, [EVENTS, ERRORS])],
      holds: [`${errorRatio(slo.window)}{slo="${slo.name}"} < bool 0.01`],
    },
    {
      ...shared,
      suffix: 'budget',
      series: [...series, ...elsewhere(model, slo, [errorRatio(slo.window)])],
      holds: [`${BUDGET_REMAINING}{slo="${slo.name}"} > bool 0.99`],
    },
  ];
}

/** What is recorded of an objective over requests, in cases that are cheap: long windows are given what short ones recorded. */
export const recordingTests = (model: StackModel, slo: Slo): readonly StackFile[] =>
  [
    countsCase(model, slo),
    probesCase(model, slo),
    onsetCase(model, slo),
    sharesCase(model, slo),
    ...windowCase(model, slo),
  ].map((one) => testFile(model, slo, one));
