import { parser as logql } from '@grafana/lezer-logql';
import { parser as traceql } from '@grafana/lezer-traceql';
import { prometheusLabel } from '@plumbline/core';
import { otelEgress } from '@plumbline/otel';
import { describe, expect, it } from 'vitest';
import { boardsOf } from '../src/boards/boards-of.ts';
import type { Panel } from '../src/model/board.ts';
import { model } from './model.ts';

const panels: readonly Panel[] = boardsOf(model).flatMap(({ rows }) => rows.flatMap((row) => row.panels));
const asked = (source: 'logs' | 'traces'): readonly string[] =>
  panels.flatMap((panel) => [
    ...panel.queries.flatMap((query) => (query.source === source ? [query.expr] : [])),
    ...(panel[source] === undefined ? [] : [panel[source]]),
  ]);

/** What the exporters may send of a signal, by the names that OpenTelemetry has for them. */
const sent = (signal: string): readonly string[] =>
  (otelEgress().find((entry) => entry.signal === signal)?.attributes ?? []).map(({ name }) => name);

/** As Loki calls them: attributes of the resource and of a record alike, and what it finds out itself. */
const LINE_LABELS = new Set([
  ...sent('otlp-logs').map((name) => prometheusLabel(name.replace(/^resource\./, ''))),
  'detected_level',
]);
const SPAN_NAMES = new Set(sent('otlp-traces').map((name) => (name.startsWith('resource.') ? name : `span.${name}`)));

/** What Grafana puts in for a variable of time or of a field. */
const filledIn = (text: string): string => text.replaceAll('[$__auto]', '[5m]').replaceAll(/\$\{[\w.]+\}/g, 'value');

/** Names of nodes of these kinds; `undefined` stands for what is no such language at all. */
function found(parser: typeof logql, kinds: readonly string[], query: string): readonly (string | undefined)[] {
  const text = filledIn(query);
  const names: (string | undefined)[] = [];
  parser.parse(text).iterate({
    enter: ({ from, name, to, type }) => {
      if (type.isError) names.push(undefined);
      if (kinds.includes(name)) names.push(text.slice(from, to).replaceAll('"', ''));
    },
  });
  return names;
}

const lineFaults = (query: string): readonly (string | undefined)[] =>
  found(logql, ['Identifier'], query).filter((name) => name === undefined || !LINE_LABELS.has(name));
const spanFaults = (query: string): readonly (string | undefined)[] =>
  found(traceql, ['AttributeField'], query).filter((name) => name === undefined || !SPAN_NAMES.has(name));

describe('queries for lines and traces', () => {
  it('are LogQL and TraceQL, and name only what the exporters send', () => {
    expect(asked('logs').length).toBeGreaterThan(8);
    expect(asked('traces').length).toBeGreaterThan(6);
    expect(asked('logs').flatMap(lineFaults)).toEqual([]);
    expect(asked('traces').flatMap(spanFaults)).toEqual([]);
  });

  it('would be caught with a name that nothing sends, and with what is no query', () => {
    expect(lineFaults('{service_name="a"} | request_id="b"')).toEqual(['request_id']);
    expect(lineFaults('{service_name="a"} | |')).toContain(undefined);
    expect(spanFaults('{ span.request_id = "a" || resource.service.name = "b" }')).toEqual(['span.request_id']);
    expect(spanFaults('{ status = }')).toContain(undefined);
  });

  it('filter by fields that the panel has', () => {
    const missing = panels.flatMap(({ logs = '', queries, title, traces = '' }) =>
      [...`${logs} ${traces}`.matchAll(/__(?:field\.labels|data\.fields)\.(\w+)/g)]
        .filter(([, label = '']) => !queries.every(({ expr }) => new RegExp(`\\b${label}\\b`).test(expr)))
        .map(([field]) => `${title}: ${field}`),
    );
    expect(missing).toEqual([]);
  });
});
