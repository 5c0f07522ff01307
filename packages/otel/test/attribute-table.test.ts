import { signals, wireLabel } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { conventionAttributes, ownAttributes } from './conventions/attribute-table.ts';
import { otelEgress } from '../src/egress.ts';
import { lineFields } from './conventions/line-fields.ts';
import { isResourceAttribute } from '../src/resource.ts';
import { faultOf, faultsOf, registry } from './conventions/judge.ts';

const names = Object.keys(registry.attributes);

describe('the tables of attribute names', () => {
  it.each(Object.entries(conventionAttributes))('%s is a name of the conventions, of this type', (name, { type }) => {
    const template = name.endsWith('.*');
    const known = registry.attributes[template ? name.slice(0, -2) : name];
    expect(known).toBe(template ? `template[${type}]` : type);
  });

  it.each(Object.entries(ownAttributes))('%s is our own, under our namespace', (name, { meaning, on }) => {
    expect(name).toMatch(/^plumbline(?:\.[a-z][a-z_]*)+(?:\.\*)?$/);
    expect(names.filter((other) => other === name || other.startsWith(`${name}.`))).toEqual([]);
    expect(meaning).toMatch(/\.$/);
    expect(on.length).toBeGreaterThan(0);
  });

  it('keeps clear of the namespaces of the conventions', () => {
    expect(registry.namespaces).not.toContain('plumbline');
    const labels = Object.values(signals).flatMap((signal) => Object.keys(signal.labels).map(wireLabel));
    expect(labels.filter((label) => registry.namespaces.includes(label))).toEqual([]);
    const dotted = labels.filter((label) => label.includes('.') && !label.startsWith('plumbline.'));
    expect(dotted.filter((label) => conventionAttributes[label] === undefined)).toEqual([]);
    expect(Object.keys(lineFields).filter((name) => names.includes(name))).toEqual([]);
  });

  it('lists what the resource may hold, and what the lockfile of egress says that leaves', () => {
    const resource = Object.entries(conventionAttributes).filter(([, { on }]) => on.includes('resource'));
    const added = names.filter((name) => isResourceAttribute(name));
    expect(added.filter((name) => !resource.some(([other]) => other === name))).toEqual([]);
    const declared = new Set(otelEgress().flatMap(({ attributes }) => attributes.map(({ name }) => name)));
    const all = new Set([...Object.keys(conventionAttributes), ...Object.keys(ownAttributes)]);
    const unlisted = [...all].filter((name) => {
      const on = (conventionAttributes[name] ?? ownAttributes[name])?.on ?? [];
      return !on.includes('resource') && !name.endsWith('.*') && !declared.has(name);
    });
    expect(unlisted).toEqual([]);
  });
});

describe('the judge of attribute names', () => {
  it.each([
    ['http.response.status_code', 200, undefined],
    ['http.response.status_code', '200', 'is no int: "200"'],
    ['http.status_code', 200, 'is deprecated'],
    ['http.response.header.x-request-id', ['r'], undefined],
    ['http.response.header.x-request-id', 'r', 'is no string[]: "r"'],
    ['plumbline.error.id', 'e', undefined],
    ['plumbline.request.id', 'r', 'is not declared for a span'],
    ['client.address', 'x', 'is set by us and stands in no table of ours'],
    ['user', 'jane', 'is a namespace of the conventions'],
    ['order_id', 'o', 'is unknown'],
  ])('%s of %j on a span: %s', (name, value, fault) => {
    expect(faultOf('span', name, value)).toBe(fault);
  });

  it('leaves the names of an application aside', () => {
    expect(faultsOf('log', { order_id: 1, mail_id: 2 }, new Set(['order_id']))).toEqual(['log mail_id is unknown']);
  });
});
