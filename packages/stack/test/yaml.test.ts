import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { toYaml } from '../src/yaml.ts';

/** Texts that some reader of YAML takes for something else, or that break a careless writer. */
const TEXTS = [
  ['yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'False', 'null', 'Null', '~', '', ' ', '.inf', '-.INF', '.nan'],
  [
    '1',
    '-1',
    '+1',
    '0x1f',
    '0o17',
    '017',
    '1_000',
    '1e3',
    '1.5',
    '.5',
    '12:30:45',
    '190:20',
    '2026-11-23',
    '1e',
    '0b1',
  ],
  [
    '30d',
    '5m',
    '1h30m',
    '256m',
    '12s',
    '2k',
    '<<',
    '=',
    '-',
    '- a',
    '?',
    '? a',
    ':',
    'a:',
    'a: b',
    'a:b',
    'a #b',
    'a#b',
    '#a',
  ],
  [
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '@a',
    '`a',
    '%a',
    '{a',
    'a}',
    '[a',
    'a]',
    ',a',
    'a, b',
    "'a'",
    '"a"',
    'a"b',
    'a\\b',
    '$a',
    '${A}',
  ],
  [
    'a ',
    ' a',
    'a\tb',
    '\ta',
    'a\u0000b',
    'a\u007Fb',
    'a\u0085b',
    'a\u2028b',
    'a\uFEFFb',
    'grün',
    '漢字',
    '🙂',
    'a\u00A0b',
    '---',
    '...',
  ],
  [
    'a\nb',
    'a\n',
    'a\n\n',
    '\na',
    ' a\nb',
    'a\n b',
    'a\n\nb\n',
    'a \nb',
    'a\n\t\nb',
    'a\r\nb',
    '\n',
    'sum(x)\n/\nsum(y) > 0.05',
    '# a\nb',
  ],
  [
    'a\n---\nb',
    'a\n🙂',
    'a\n\tb',
    '127.0.0.1:3000:3000',
    '/var/lib/x',
    'http://grafana:3000/a?b=c',
    'prom/prometheus:v3.14.0@sha256:ab',
  ],
].flat();

describe('YAML that we write', () => {
  it.each(['1.1', '1.2'] as const)('is read back as it was by a reader of %s', (version) => {
    const places = TEXTS.map((text) => ({
      [text]: text,
      list: [text, [text, { deep: [text] }]],
      map: { under: { text } },
    }));
    expect(parse(toYaml(places), { version, merge: false })).toEqual(places);
    for (const text of TEXTS) expect(parse(toYaml(text), { version })).toBe(text);
  });

  it('is calm to read: plain where nothing can be misread, blocks for lines, no empty map without braces', () => {
    const value = {
      groups: [
        { name: 'slo: availability', rules: [{ expr: 'sum(x)\n/\nsum(y)', for: '5m', labels: {}, none: undefined }] },
      ],
      list: [],
      on: 1.5,
      ports: ['127.0.0.1:9090:9090'],
    };
    expect(toYaml(value, 'Written by `plumbline stack generate`.\n\nDo not edit.')).toBe(
      [
        ['# Written by `plumbline stack generate`.', '#', '# Do not edit.', 'groups:', '  - name: "slo: availability"'],
        ['    rules:', '      - expr: |-', '          sum(x)', '          /', '          sum(y)', '        for: 5m'],
        ['        labels: {}', 'list: []', '"on": 1.5', 'ports:', '  - "127.0.0.1:9090:9090"', ''],
      ]
        .flat()
        .join('\n'),
    );
  });

  it.each([[Number.NaN], [() => 1], [[undefined]], [Symbol('x')], [1n]])('refuses %s', (value) => {
    expect(() => toYaml({ value })).toThrow(expect.objectContaining({ code: 'PLB_STACK_OPTION' }));
  });
});
