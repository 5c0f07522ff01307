import { recordHttp, type SchemaRegistry, startSchemaRegistry } from '@plumbline/testkit/servers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publishSchemas, type RegistryOptions } from '../src/registry.ts';

const event = (properties: Record<string, object>, required: readonly string[] = []) => ({
  title: 'page_viewed',
  description: 'Somebody looked at a page.',
  'x-owner': 'team-web',
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const feature = { type: 'string', enum: ['reports', 'home'], 'x-privacy-class': 'category' };

const allow = { page_viewed: ['feature', 'round'] };

let registry: SchemaRegistry;
beforeEach(async () => {
  registry = await startSchemaRegistry();
});
afterEach(() => registry.close());

const publish = (definition: object, options: Partial<RegistryOptions> = {}): Promise<ReadonlyMap<string, number>> => {
  const schemas = { $defs: { page_viewed: definition as Record<string, unknown> } };
  return publishSchemas({ url: registry.url, schemas, ...options }, { topic: 'events', allow });
};

it('registers one schema for each listed event, and the same one once', async () => {
  const first = await publish(
    event({ feature, round: { type: 'integer' }, secret: { type: 'string' } }, ['feature', 'secret']),
  );
  const again = await publish(event({ feature, round: { type: 'integer' } }, ['feature']));
  expect(again).toEqual(first);
  expect(registry.schemas.map(({ subject, version }) => [subject, version])).toEqual([['events-page_viewed', 1]]);
  expect(registry.faults).toEqual([]);
});

it('tells the registry the structure of the listed fields, and nothing that describes', async () => {
  await publish(event({ feature, secret: { type: 'string' } }, ['feature', 'secret']));
  const [{ schema } = { schema: '' }] = registry.schemas;
  expect(schema).not.toMatch(/secret|x-|description|title|team-web/);
  const { properties } = JSON.parse(schema) as { properties: Record<string, unknown> };
  expect(properties['payload']).toEqual({
    type: 'object',
    properties: { feature: { type: 'string', enum: ['reports', 'home'] } },
    required: ['feature'],
    additionalProperties: false,
  });
});

it('takes a new optional field, and refuses one that readers of the old schema would miss', async () => {
  await publish(event({ feature }, ['feature']));
  await publish(event({ feature, round: { type: 'integer' } }, ['feature']));
  expect(registry.schemas).toHaveLength(2);
  const required = publish(event({ feature, round: { type: 'integer' } }, ['feature', 'round']));
  await expect(required).rejects.toThrow(
    expect.objectContaining({
      code: 'PLB_REGISTRY_REFUSED',
      message: expect.stringMatching(/refuses \(409, not compatible with an earlier version.*events-page_viewed/),
    }),
  );
});

it.each([
  ['an unknown user', 401, 'PLB_REGISTRY_REFUSED', /refuses \(401\)/],
  ['a schema that it calls invalid', 422, 'PLB_REGISTRY_REFUSED', /refuses \(422\)/],
  ['a failure', 500, 'PLB_REGISTRY', /fails with \(500\)/],
  ['too many requests', 429, 'PLB_REGISTRY', /fails with \(429\)/],
  ['something that is no registry', 200, 'PLB_REGISTRY', /fails with \(200\)/],
])('says so of %s, and repeats nothing of the answer', async (_what, status, code, message) => {
  await using front = await recordHttp();
  front.answer(() => ({ status, body: '{"message":"quoted"}' }));
  const failing = publish(event({ feature }), { url: front.url });
  await expect(failing).rejects.toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  await expect(failing).rejects.not.toThrow(/quoted/);
});

it('gives the reason of a refusal in the codes of the registry', async () => {
  await using front = await recordHttp();
  const kind = ['REQUIRED', 'PROPERTY', 'ADDED'].join('_');
  front.answer(() => ({
    status: 422,
    body: JSON.stringify({ error_code: 42201, message: `quoted {errorType:"${kind}", description:"quoted"}` }),
  }));
  const failing = publish(event({ feature }), { url: front.url });
  await expect(failing).rejects.toThrow(
    `the registry refuses (422, code 42201, not a valid schema: ${kind}) the schema of events-page_viewed`,
  );
  await expect(failing).rejects.not.toThrow(/quoted/);
});

it('says so of a registry that nobody is at', async () => {
  await using gone = await recordHttp();
  await gone.fail('down');
  await expect(publish(event({ feature }), { url: gone.url })).rejects.toThrow(/PLB_REGISTRY.*does not answer/);
});

it('signs in where it is told to', async () => {
  await using front = await recordHttp();
  front.answer(() => ({ status: 200, body: '{"id":3}' }));
  const password = ['pass', 'word'].join('');
  expect(await publish(event({ feature }), { url: front.url, username: 'me', password })).toEqual(
    new Map([['page_viewed', 3]]),
  );
  const [request] = front.received;
  expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(`me:${password}`).toString('base64')}`);
  expect(request?.path).toBe('/subjects/events-page_viewed/versions');
});
