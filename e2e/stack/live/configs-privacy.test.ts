import { describe, expect, it } from 'vitest';
import {
  ADDRESSES,
  FORBIDDEN_GROUPS,
  FORBIDDEN_NAMES,
  FORBIDDEN_TEMPLATES,
  KEPT,
} from '../../../packages/stack/src/services/alloy/forbidden.ts';
import { privacyTransform } from '../../../packages/stack/src/services/alloy/privacy.ts';
import { buildChecker } from './checkers.ts';
import { run } from './configs-support.ts';

type Values = Readonly<Record<string, unknown>>;

const program = buildChecker('transform');

/** The generated configuration, as Alloy hands it to the processor. */
const config = (() => {
  const { attributes, blocks = [] } = privacyTransform('next');
  const of = (name: string) =>
    blocks
      .filter((block) => block.name === name)
      .map(({ attributes: own }) => ({
        context: own?.['context'],
        statements: ((own?.['statements'] ?? []) as { raw: string }[]).map(({ raw }) => raw),
      }));
  return {
    error_mode: attributes?.['error_mode'],
    trace_statements: of('trace_statements'),
    log_statements: of('log_statements'),
    metric_statements: of('metric_statements'),
  };
})();

/** What the transform lets out of the reach of no statement: Alloy has no context for either. */
const OUT_OF_REACH = ['exemplar', 'span link'];

const PLACES = [
  'log record',
  'logs resource',
  'logs scope',
  'metrics resource',
  'metrics scope',
  'point of a gauge',
  'point of a histogram',
  'point of a sum',
  'point of a summary',
  'point of an exponential histogram',
  'span',
  'span event',
  'traces resource',
  'traces scope',
];

/** What is left of these attributes in every place. */
function left(given: Values): Readonly<Record<string, Values>> {
  const { code, stderr, stdout } = run(program, [JSON.stringify(config), JSON.stringify(given)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, Values>;
}

/** The same, without the places that no statement reaches. */
const reached = (given: Values): readonly (readonly [string, Values])[] =>
  Object.entries(left(given)).filter(([place]) => !OUT_OF_REACH.includes(place));

const fill = (names: readonly string[]): Values => Object.fromEntries(names.map((name) => [name, 'canary']));

/** Names that a pattern stands for. */
const made = [
  ...FORBIDDEN_NAMES,
  ...FORBIDDEN_GROUPS.map((group) => `${group}x`),
  ...FORBIDDEN_TEMPLATES.flatMap((name) => [name, `${name}.x-y`]).map((name) => name.replaceAll('*', 'kind')),
];

describe('the transform of the collector, run', () => {
  it('leaves no forbidden attribute in any place of any signal, and every other', () => {
    const harmless = [
      ...KEPT,
      'http.route',
      'url.path.template',
      'plumbline.request_id',
      'db.query.summary',
      'host.name',
    ];
    const places = reached(fill([...made, ...harmless]));
    expect(places.map(([place]) => place).toSorted()).toEqual(PLACES);
    for (const [place, values] of places) expect([place, values]).toEqual([place, fill(harmless)]);
  });

  it('leaves what it was written for out, by name', () => {
    const never = [
      'client.address',
      'db.query.parameter.0',
      'db.query.text',
      'db.statement',
      'enduser.id',
      'gen_ai.prompt.0.content',
      'host.ip',
      'host.mac',
      'http.request.header.authorization',
      'http.target',
      'net.peer.ip',
      'net.peer.name',
      'network.peer.address',
      'process.command_args',
      'process.command_line',
      'process.environment_variable.AWS_SECRET_ACCESS_KEY',
      'rpc.connect_rpc.request.metadata.cookie',
      'rpc.dubbo.response.metadata.token',
      'rpc.grpc.request.metadata.authorization',
      'rpc.request.metadata.authorization',
      'url.query',
      'user.email',
    ];
    for (const [place, values] of reached(fill(never))) expect([place, values]).toEqual([place, {}]);
  });

  it.each([
    [
      'https://jane:p@ss@shop.example:8443/orders/jane?token=1#x',
      'https://shop.example:8443',
      'https://shop.example:8443/orders/jane',
    ],
    ['HTTPS://shop.example?token=1', 'HTTPS://shop.example', 'HTTPS://shop.example'],
    ['https://shop.example/a\n?token=1\n#x', 'https://shop.example', 'https://shop.example/a\n'],
    ['wss://shop.example#jane', 'wss://shop.example', 'wss://shop.example'],
    [String.raw`https://shop.example\jane@x`, 'https://shop.example', String.raw`https://shop.example\jane@x`],
    ['https://shop.example/a//b@c', 'https://shop.example', 'https://shop.example/a//b@c'],
    ['https://jane:secret@', undefined, 'https://'],
    ['/orders/jane?token=1', undefined, '/orders/jane'],
    ['canary', undefined, 'canary'],
  ])('of the address %j only %j stays, and %j in a record', (address, origin, record) => {
    const of = (value: string | undefined): Values =>
      value === undefined ? {} : Object.fromEntries(ADDRESSES.map((name) => [name, value]));
    for (const [place, values] of reached(of(address)))
      expect([place, values]).toEqual([place, of(place === 'log record' ? record : origin)]);
  });

  it('drops an address that is no text, and keeps what stands beside it', () => {
    const given = {
      'url.full': ['https://shop.example/?token=1'],
      'http.url': { href: 'https://shop.example/?token=1' },
    };
    for (const [place, values] of reached({ ...given, kept: 1 })) expect([place, values]).toEqual([place, { kept: 1 }]);
  });

  // It is said in the docs; where a release can reach them, this tells.
  it('does not reach the attributes of links and of exemplars', () => {
    const all = left(fill(['user.email', 'kept']));
    expect(OUT_OF_REACH.map((place) => all[place])).toEqual([
      fill(['user.email', 'kept']),
      fill(['user.email', 'kept']),
    ]);
  });
});
