import type { GraphFieldConfig } from '@grafana/grafana-foundation-sdk/common';
import {
  type AnnotationQuery,
  type Dashboard,
  type DashboardLink,
  FieldColorModeId,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Options as Gauge } from '@grafana/grafana-foundation-sdk/gauge';
import type { Options as Logs } from '@grafana/grafana-foundation-sdk/logs';
import type { dataquery as LokiQuery } from '@grafana/grafana-foundation-sdk/loki';
import type { Dataquery as PrometheusQuery } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Options as Stat } from '@grafana/grafana-foundation-sdk/stat';
import type { Options as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { Options as Table } from '@grafana/grafana-foundation-sdk/table';
import type { Dataquery as TempoQuery } from '@grafana/grafana-foundation-sdk/tempo';
import type { Options as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { expect, expectTypeOf, it } from 'vitest';
import { boardsOf } from '../src/boards/boards-of.ts';
import { dashboardJson } from '../src/boards/grafana/dashboard-json.ts';
import type { graphOf } from '../src/boards/grafana/panel-look.ts';
import { OPTIONS } from '../src/boards/grafana/panel-options.ts';
import { model } from './model.ts';

/** A type of Grafana's SDK as JSON has it: enumerations are their texts and numbers, lists may be read-only. */
type Json<Value> = Value extends string
  ? `${Value}`
  : Value extends number
    ? number
    : Value extends readonly (infer Item)[]
      ? readonly Json<Item>[]
      : Value extends object
        ? { readonly [Key in keyof Value]: Json<Value[Key]> }
        : Value;

/** Names that a type knows, for objects that a compiler would not look through for unknown ones. */
type Extra<Ours, Theirs> = Exclude<keyof Ours, keyof Theirs>;

it('has options that Grafana knows, of the kinds that it knows', () => {
  expectTypeOf(OPTIONS.stat).toExtend<Json<Stat>>();
  expectTypeOf(OPTIONS.gauge).toExtend<Json<Gauge>>();
  expectTypeOf(OPTIONS.logs).toExtend<Json<Logs>>();
  expectTypeOf(OPTIONS.table).toExtend<Json<Table>>();
  expectTypeOf(OPTIONS.timeseries).toExtend<Json<TimeSeries>>();
  expectTypeOf(OPTIONS.stateTimeline).toExtend<Json<StateTimeline>>();
  expectTypeOf<ReturnType<typeof graphOf>>().toExtend<Json<GraphFieldConfig>>();
  expectTypeOf<Extra<typeof OPTIONS.stat, Stat>>().toBeNever();
  expectTypeOf<Extra<typeof OPTIONS.gauge, Gauge>>().toBeNever();
  expectTypeOf<Extra<typeof OPTIONS.logs, Logs>>().toBeNever();
  expectTypeOf<Extra<typeof OPTIONS.table, Table>>().toBeNever();
  expectTypeOf<Extra<typeof OPTIONS.timeseries, TimeSeries>>().toBeNever();
  expectTypeOf<Extra<typeof OPTIONS.stateTimeline, StateTimeline>>().toBeNever();
  expectTypeOf<Extra<ReturnType<typeof graphOf>, GraphFieldConfig>>().toBeNever();
  // @ts-expect-error no such mode of colours exists
  expectTypeOf({ ...OPTIONS.stat, colorMode: 'rainbow' } as const).toExtend<Json<Stat>>();
});

type Ours = ReturnType<typeof dashboardJson>;

it('is a dashboard as Grafana knows it', () => {
  expectTypeOf<Extra<Ours, Dashboard>>().toBeNever();
  expectTypeOf<Extra<Ours['links'][number], DashboardLink>>().toBeNever();
  expectTypeOf<Extra<Ours['templating']['list'][number], VariableModel>>().toBeNever();
  expectTypeOf<Omit<Ours, 'panels' | 'links' | 'templating' | 'annotations' | 'time'>>().toExtend<
    Json<Omit<Dashboard, 'panels' | 'links' | 'templating' | 'annotations' | 'time'>>
  >();
});

const KNOWN_QUERY: Readonly<Record<string, readonly string[]>> = {
  prometheus: [
    'refId',
    'datasource',
    'expr',
    'instant',
    'range',
    'editorMode',
    'format',
    'legendFormat',
    'exemplar',
  ] satisfies (keyof PrometheusQuery)[],
  loki: ['refId', 'datasource', 'expr', 'queryType', 'legendFormat'] satisfies (keyof LokiQuery)[],
  tempo: ['refId', 'datasource', 'query', 'queryType', 'limit', 'spss', 'tableType'] satisfies (keyof TempoQuery)[],
};
const KNOWN_ANNOTATION: readonly string[] = [
  'name',
  'datasource',
  'enable',
  'hide',
  'iconColor',
  'type',
  'builtIn',
  'expr',
  'step',
  'titleFormat',
  'textFormat',
  'tagKeys',
] satisfies (keyof AnnotationQuery)[];

it('asks with the fields that each source knows', () => {
  const boards = boardsOf(model);
  for (const board of boards) {
    const { annotations, panels } = dashboardJson(board, boards, model);
    const targets = panels.flatMap((panel) => ('targets' in panel ? panel.targets : []));
    const unknown = targets.flatMap((target) =>
      Object.keys(target).filter((key) => !KNOWN_QUERY[target.datasource.type]?.includes(key)),
    );
    expect(unknown).toEqual([]);
    expect(
      annotations.list.flatMap((entry) => Object.keys(entry)).filter((key) => !KNOWN_ANNOTATION.includes(key)),
    ).toEqual([]);
  }
});

it('colours values in ways that Grafana knows', () => {
  const boards = boardsOf(model);
  const panels = boards.flatMap((board) => dashboardJson(board, boards, model).panels);
  const modes = new Set(
    panels.flatMap((panel) => ('fieldConfig' in panel ? [panel.fieldConfig.defaults.color.mode] : [])),
  );
  expect([...modes].filter((mode) => !Object.values<string>(FieldColorModeId).includes(mode))).toEqual([]);
  expect(modes).toContain('thresholds');
});
