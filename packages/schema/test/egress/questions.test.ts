import { expect, it } from 'vitest';
import { diffFacts, parseLock } from '../../src/egress.ts';
import { questionsOf } from '../../src/egress/questions.ts';

const questions = (before: string, after: string): readonly string[] => {
  const [old, now] = [before, after].map((lines) => parseLock(`egress-lock 1\n${lines}`));
  return questionsOf(diffFacts(old ?? [], now ?? []), old ?? [], now ?? []);
};

const dest = (party: string, at = 'https://a.example'): string => `dest  vendor  ${party}  on  ${at}  POST  /\n`;
const gate = (owner: string, end: string): string =>
  `gate  vendor  owner=${owner}  review=DPR-9  expires=${end}  consent=none  erasure=supported  retention=9d\n`;

it('asks who answers for a third party of which the file does not say it', () => {
  expect(questions('', dest('third-party') + gate('none', 'none'))).toEqual([
    'who answers for vendor? It has no owner, no end (`egress.gates` of plumbline.config.ts)',
  ]);
  expect(questions('', dest('third-party'))).toEqual([
    'who answers for vendor? It has no owner, no review, no end (`egress.gates` of plumbline.config.ts)',
  ]);
  expect(questions('', dest('third-party') + gate('@privacy', '2027-12-31'))).toEqual([]);
});

it('asks nothing of who gets no more', () => {
  const open = dest('third-party') + gate('none', 'none');
  expect(questions(open, open)).toEqual([]);
  expect(questions(open, '')).toEqual([]);
});

it('asks who runs a place that is called our own for the first time', () => {
  const own = dest('first-party') + gate('@privacy', '2027-12-31');
  const question = (at: string): string =>
    `who runs ${at}? The configuration calls it our own, and nothing checks that`;
  expect(questions('', own)).toEqual([question('https://a.example')]);
  expect(questions(own.replace('first-party', 'third-party'), own)).toEqual([question('https://a.example')]);
  const other = own.replace('https://a.example', 'env:BROKERS');
  expect(questions(own, other)).toEqual([question('the address in the variable BROKERS')]);
  // Another path of it is nobody else.
  expect(questions(own, own.replace('POST  /', 'POST  /other'))).toEqual([]);
});

it('asks whose a receiver is of which nobody says it, and names where that is said', () => {
  const signal = (id: string): string => `signal  ${id}  undeclared  a.example  any  /*\n`;
  const question = (id: string, where: string): string =>
    `whose are the receivers of ${id}? Nobody has said it (${where})`;
  expect(questions('', signal('otlp-logs'))).toEqual([question('otlp-logs', '`egress.collector`')]);
  expect(questions('', signal('trace-headers'))).toEqual([question('trace-headers', '`egress.propagation`')]);
  // Where it is said of some of them, of which it is not.
  const mixed = `${signal('trace-headers')}signal  trace-headers  first-party  env:NOTES_URL  any  /*\nsignal  trace-headers  undeclared  b.example  any  /*\n`;
  expect(questions('', mixed)).toEqual([
    question('trace-headers at a.example, b.example', '`egress.propagation`'),
    'who runs the address in the variable NOTES_URL? The configuration calls it our own, and nothing checks that',
  ]);
  expect(questions('', dest('undeclared'))).toEqual([question('vendor', 'the options of its adapter')]);
});
