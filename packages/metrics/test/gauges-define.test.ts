import { defineConfig, type GaugeSetLike } from '@plumbline/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { checkGaugeSets, defineGauges, type GaugeSet, type GaugeSetSpec } from '../src/gauges.ts';

const items = { help: 'Content items by status.', labels: { status: ['draft', 'approved'] } };
const spec: GaugeSetSpec = {
  name: 'workflow',
  everySeconds: 60,
  gauges: { content_items: items, oldest_age: { help: 'Age of the oldest.', unit: 's' } },
  sample: 'SELECT 1',
};
/** Labels that make so many series with `other`. */
const wide = (...counts: readonly number[]) => ({
  help: 'x',
  labels: Object.fromEntries(
    counts.map((count, index) => [`l${index}`, Array.from({ length: count - 1 }, (_, n) => `v${n}`)]),
  ),
});

describe('defineGauges', () => {
  it('is plain data for the configuration, with a timeout of half the interval', () => {
    const set = defineGauges(spec);
    expect(set).toEqual({ ...spec, timeoutMs: 10_000 });
    expect(defineGauges({ ...spec, everySeconds: 5 }).timeoutMs).toBe(2_500);
    expect(defineGauges({ ...spec, timeoutMs: 60_000 }).timeoutMs).toBe(60_000);
    expect(Object.isFrozen(set)).toBe(true);
    expectTypeOf(set).toExtend<GaugeSetLike>();
    expect(defineConfig({ service: { name: 'x' }, metrics: { gauges: [set] } }).metrics?.gauges).toEqual([set]);
  });

  it('knows the database of its function, and any set fits a list of sets', () => {
    const own = defineGauges({ ...spec, sample: (pool: { ask(): number }) => [{ oldest_age: pool.ask() }] });
    expectTypeOf(own).toEqualTypeOf<GaugeSet<{ ask(): number }>>();
    const sets: readonly GaugeSet[] = [own, defineGauges(spec)];
    expect(sets).toHaveLength(2);
  });

  it.each<[object, RegExp]>([
    [{ name: 'Work flow' }, /`?name: must be 1 to 63 lower-case/],
    [{ everySeconds: 0.5 }, /everySeconds: must be a number from 1 to 86400/],
    [{ timeoutMs: 60_001 }, /timeoutMs: must be a whole number of ms, from 1 to the interval \(60000\)/],
    [{ sample: ' ' }, /sample: must be a query or a function/],
    [{ everySecond: 5 }, /`everySecond` is no option; did you mean `everySeconds`\?/],
    [{ gauges: {} }, /gauges: must name each gauge/],
    [{ gauges: { value: items } }, /gauges: the name of a gauge/],
    [{ gauges: { Items: items } }, /gauges: the name of a gauge/],
    [{ gauges: { items: { help: '' } } }, /gauges\.items\.help/],
    [{ gauges: { items: { ...items, unit: 'a b' } } }, /gauges\.items\.unit/],
    [{ gauges: { items: { ...items, label: {} } } }, /`gauges\.items\.label` is no option; did you mean/],
    [{ gauges: { items: { help: 'x', labels: { job: ['a'] } } } }, /labels\.job: is a name that Prometheus/],
    [{ gauges: { items: { help: 'x', labels: { service_name: ['a'] } } } }, /labels\.service_name/],
    [{ gauges: { items: { help: 'x', labels: { 'a-b': ['a'] } } } }, /the name of a label/],
    [{ gauges: { items: { help: 'x', labels: { status: [] } } } }, /labels\.status: must be a list/],
    [{ gauges: { items: { help: 'x', labels: { status: ['a', 'a'] } } } }, /names a value twice/],
    [{ gauges: { items: { help: 'x', labels: { status: ['other'] } } } }, /`other` is reserved/],
    [{ gauges: { items: { help: 'x', labels: { status: ['a b'] } } } }, /status\[0\]: must be 1 to 100/],
    [{ gauges: { items, status: { help: 'x' } } }, /gauges\.status: is the name of a label/],
    [{ gauges: { age: { help: 'x', unit: 's' }, age_seconds: { help: 'x' } } }, /same name in Prometheus/],
  ])('refuses %j', (wrong, message) => {
    const define = () => defineGauges({ ...spec, ...wrong });
    expect(define).toThrow(message);
    expect(define).toThrow(expect.objectContaining({ code: 'PLB_METRICS_OPTION' }));
  });

  it('bounds the series of a gauge and of a set', () => {
    expect(() => defineGauges({ ...spec, gauges: { items: wide(25, 20) } })).not.toThrow();
    expect(() => defineGauges({ ...spec, gauges: { items: wide(3, 167) } })).toThrow(/makes 501 series, at most 500/);
    const four = { a: wide(500), b: wide(500), c: wide(500), d: wide(500) };
    expect(() => defineGauges({ ...spec, gauges: four })).not.toThrow();
    expect(() => defineGauges({ ...spec, gauges: { ...four, e: { help: 'x' } } })).toThrow(/2001 series, at most 2000/);
  });

  it('names all faults at once, and none of the values', () => {
    const wrong = {
      name: 'X',
      everySeconds: 0,
      gauges: { items: { help: 'x', labels: { status: ['anna@x.example'] } } },
    };
    expect(() => defineGauges({ ...spec, ...wrong })).toThrow(/name:.*everySeconds:.*status\[0\]/s);
    expect(() => defineGauges({ ...spec, ...wrong })).not.toThrow(/anna/);
  });
});

it('two sets share neither a name nor a gauge', () => {
  const set = defineGauges(spec);
  expect(() => checkGaugeSets([set, { ...set, name: 'b', gauges: { other_items: items } }])).not.toThrow();
  expect(() => checkGaugeSets([set, { ...set, gauges: { b: items } }])).toThrow(/two sets are called `workflow`/);
  expect(() => checkGaugeSets([set, { ...set, name: 'b' }])).toThrow(/two sets have the gauge `content_items`/);
});
