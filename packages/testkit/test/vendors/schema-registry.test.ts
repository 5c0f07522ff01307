import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type SchemaRegistry, startSchemaRegistry } from '../../src/servers.ts';
import { accepts } from '../../src/vendors/registry/accepts.ts';
import { backwardFaults } from '../../src/vendors/registry/compatibility.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function started(): Promise<SchemaRegistry> {
  const server = await startSchemaRegistry();
  undo.push(() => server.close());
  return server;
}

type Json = Readonly<Record<string, unknown>>;

async function call(
  server: SchemaRegistry,
  method: string,
  path: string,
  body?: unknown,
  type = 'application/vnd.schemaregistry.v1+json',
): Promise<readonly [number, Json]> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'content-type': type },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return [answer.status, (await answer.json()) as Json];
}

const closed = (properties: Json, required: readonly string[] = []): Json => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const text = (schema: unknown): Json => ({ schemaType: 'JSON', schema: JSON.stringify(schema) });

const first = closed({ decision: { enum: ['approved', 'rejected'] } }, ['decision']);
const wider = closed({ decision: { enum: ['approved', 'changed', 'rejected'] }, round: { type: 'integer' } }, [
  'decision',
]);

describe('the registry', () => {
  it('registers, gives one ID to one schema, and refuses what cannot read the past', async () => {
    const server = await started();
    expect(await call(server, 'POST', '/subjects/a-b/versions', text(first))).toEqual([200, { id: 1 }]);
    expect(await call(server, 'POST', '/subjects/a-b/versions', text(first))).toEqual([200, { id: 1 }]);
    expect(await call(server, 'POST', '/subjects/other/versions', text(first))).toEqual([200, { id: 1 }]);
    expect(await call(server, 'POST', '/subjects/a-b/versions', text(wider))).toEqual([200, { id: 2 }]);
    const [status, refused] = await call(server, 'POST', '/subjects/a-b/versions', text(first));
    expect([status, refused]).toEqual([200, { id: 1 }]);
    const narrower = closed({ decision: { enum: ['approved'] } }, ['decision']);
    const [conflict, why] = await call(server, 'POST', '/subjects/a-b/versions', text(narrower));
    expect([conflict, why['error_code']]).toEqual([409, 409]);
    expect(server.faults).toMatchObject([{ where: 'schema' }]);
    expect(server.schemas.map(({ subject, version, id }) => [subject, version, id])).toEqual([
      ['a-b', 1, 1],
      ['other', 1, 1],
      ['a-b', 2, 2],
    ]);
  });

  it('answers what is asked of it', async () => {
    const server = await started();
    await call(server, 'POST', '/subjects/a/versions', text(first));
    expect(await call(server, 'GET', '/subjects')).toEqual([200, ['a']]);
    expect(await call(server, 'GET', '/subjects/a/versions')).toEqual([200, [1]]);
    expect(await call(server, 'GET', '/subjects/a/versions/latest')).toMatchObject([200, { id: 1, version: 1 }]);
    expect(await call(server, 'GET', '/schemas/ids/1')).toEqual([
      200,
      { schemaType: 'JSON', schema: JSON.stringify(first) },
    ]);
    expect(await call(server, 'POST', '/subjects/a', text(first))).toMatchObject([200, { id: 1, version: 1 }]);
    const ask = '/compatibility/subjects/a/versions/latest';
    expect(await call(server, 'POST', ask, text(wider))).toEqual([200, { is_compatible: true, messages: [] }]);
    expect(await call(server, 'POST', ask, text(closed({})))).toMatchObject([200, { is_compatible: false }]);
    expect(await call(server, 'PUT', '/config/a', { compatibility: 'NONE' })).toEqual([200, { compatibility: 'NONE' }]);
    expect(await call(server, 'GET', '/config/a')).toEqual([200, { compatibilityLevel: 'NONE' }]);
    expect(await call(server, 'GET', '/config')).toEqual([200, { compatibilityLevel: 'BACKWARD' }]);
    expect((await call(server, 'POST', '/subjects/a/versions', text(closed({}))))[0]).toBe(200);
    expect(server.faults).toEqual([]);
  });

  it.each<[string, string, string, unknown, number, number, string?]>([
    ['another path', 'GET', '/nothing', undefined, 404, 404],
    ['a subject that is not there', 'GET', '/subjects/a/versions', undefined, 404, 40401],
    ['a version that is not there', 'GET', '/subjects/known/versions/9', undefined, 404, 40402],
    ['an ID that is not there', 'GET', '/schemas/ids/99', undefined, 404, 40403],
    ['a schema that is not there', 'POST', '/subjects/known', text(wider), 404, 40403],
    ['no JSON', 'POST', '/subjects/a/versions', '{', 422, 42201],
    ['no kind, which means Avro', 'POST', '/subjects/a/versions', { schema: '{}' }, 422, 42201],
    ['a schema that is an object', 'POST', '/subjects/a/versions', { schemaType: 'JSON', schema: {} }, 422, 42201],
    ['a schema that is no schema', 'POST', '/subjects/a/versions', { schemaType: 'JSON', schema: '[' }, 422, 42201],
    ['a level it does not know', 'PUT', '/config/a', { compatibility: 'FULL' }, 422, 42203],
    ['another content type', 'POST', '/subjects/a/versions', text(first), 415, 415, 'text/plain'],
  ])('refuses %s', async (_what, method, path, body, status, code, type) => {
    const server = await started();
    await call(server, 'POST', '/subjects/known/versions', text(first));
    const [answered, words] = await call(server, method, path, body, type);
    expect([answered, words['error_code']]).toEqual([status, code]);
  });
});

const open = (properties: Json): Json => ({ type: 'object', properties });

describe('BACKWARD', () => {
  it.each<[string, unknown, unknown]>([
    ['the same', first, first],
    ['an optional property of a closed object', closed({}), closed({ a: { type: 'string' } })],
    ['a property that is no longer required', closed({ a: true }, ['a']), closed({ a: true })],
    ['a further value', { enum: ['a'] }, { enum: ['a', 'b'] }],
    ['text in place of its values', { enum: ['a'] }, { type: 'string' }],
    ['number in place of integer', { type: 'integer' }, { type: 'number' }],
    ['a further type', { type: 'string' }, { type: ['string', 'null'] }],
    ['a raised maximum', { type: 'number', maximum: 1 }, { type: 'number', maximum: 2 }],
    ['a bound that goes', { type: 'string', maxLength: 9 }, { type: 'string' }],
    ['an open object in place of a closed one', closed({ a: true }), open({})],
    ['a branch more', { anyOf: [{ type: 'string' }] }, { anyOf: [{ type: 'number' }, { type: 'string' }] }],
    ['anything', first, true],
    ['something in place of nothing', false, { type: 'string' }],
  ])('allows %s', (_what, before, after) => {
    expect(backwardFaults(before, after)).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ['a required property', closed({ a: true }), closed({ a: true }, ['a'])],
    ['a property that goes from a closed object', closed({ a: true }), closed({})],
    ['a typed property of an open object', open({}), open({ a: { type: 'string' } })],
    ['a value that goes', { enum: ['a', 'b'] }, { enum: ['a'] }],
    ['values in place of text', { type: 'string' }, { enum: ['a'] }],
    ['integer in place of number', { type: 'number' }, { type: 'integer' }],
    ['a lowered maximum', { type: 'number', maximum: 2 }, { type: 'number', maximum: 1 }],
    ['a raised minimum', { type: 'number', minimum: 1 }, { type: 'number', minimum: 2 }],
    ['a bound that comes', { type: 'string' }, { type: 'string', maxLength: 9 }],
    ['a closed object in place of an open one', open({ a: true }), closed({ a: true })],
    ['a branch that goes', { anyOf: [{ type: 'number' }, { type: 'string' }] }, { anyOf: [{ type: 'string' }] }],
    ['another pattern', { type: 'string', pattern: '^a' }, { type: 'string', pattern: '^b' }],
    ['a keyword that it does not understand', {}, { oneOf: [{}] }],
    ['stricter items', { type: 'array' }, { type: 'array', items: { type: 'string' } }],
    ['unique items', { type: 'array' }, { type: 'array', uniqueItems: true }],
    ['nothing', {}, false],
  ])('refuses %s', (_what, before, after) => {
    expect(backwardFaults(before, after)).not.toEqual([]);
  });

  const leaf = fc.oneof(
    fc.constant({}),
    fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null') }),
    fc.record({ type: fc.constant('string'), minLength: fc.nat(2), maxLength: fc.nat(3) }, { requiredKeys: ['type'] }),
    fc.record(
      { type: fc.constant('number'), minimum: fc.nat(2), exclusiveMaximum: fc.nat(4) },
      { requiredKeys: ['type'] },
    ),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom('', 'a', 'ab', 1, 2, null), { minLength: 1 }) }),
  );
  const schema = fc.letrec<{ any: unknown; object: unknown; list: unknown; union: unknown }>((tie) => ({
    any: fc.oneof({ maxDepth: 2 }, leaf, tie('object'), tie('list'), tie('union')),
    object: fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('any')),
        required: fc.uniqueArray(fc.constantFrom('a', 'b')),
        additionalProperties: fc.oneof(fc.boolean(), leaf),
      },
      { requiredKeys: ['type'] },
    ),
    list: fc.record({ type: fc.constant('array'), items: tie('any'), maxItems: fc.nat(2) }, { requiredKeys: ['type'] }),
    union: fc.record({ anyOf: fc.array(tie('any'), { minLength: 1, maxLength: 2 }) }),
  })).any;
  const value = fc.letrec<{ any: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.constantFrom('', 'a', 'ab', 'abc', 0, 1, 1.5, 2, 3, true, null),
    any: fc.oneof(
      { maxDepth: 2 },
      tie('leaf'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 }),
    ),
  })).any;

  it('never allows a schema that refuses what the old one took', () => {
    fc.assert(
      fc.property(schema, schema, fc.array(value, { minLength: 20, maxLength: 20 }), (before, after, values) => {
        if (backwardFaults(before, after).length > 0) return;
        expect(values.filter((one) => accepts(before, one) && !accepts(after, one))).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('allows every schema to follow itself', () => {
    fc.assert(
      fc.property(schema, (one) => {
        expect(backwardFaults(one, one)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
