import { describe, expect, it } from 'vitest';
import { type AdapterCheck, adapterConformance, adapterChecks } from '../../src/index.ts';
import { exceptionLines, expectBroken } from '../../src/conformance/adapter-exceptions.ts';
import { fakeSubject, honest, traits } from './fake-adapter.ts';
import { judged, spec } from './mutant-steps.ts';

const reason = 'the protocol of the fake has no such answer';

describe('exceptions', () => {
  it('are printed with their reason', () => {
    const lines = exceptionLines(
      'fake',
      {
        ...traits,
        skips: { partial: reason },
        expects: { error: { kinds: ['rejected'], why: 'its protocol says that 500 is final' } },
      },
      adapterChecks,
    );
    expect(lines).toEqual([
      `fake: partial does not apply: ${reason}`,
      'fake: error is answered by rejected: its protocol says that 500 is final',
    ]);
  });

  it('need a reason, and a check that they are about', () => {
    const lines = (skips: object): unknown => exceptionLines('fake', { ...traits, skips }, adapterChecks);
    expect(() => lines({ partial: 'none' })).toThrow('partial: an exception needs a reason');
    expect(() => lines({ nothing: reason })).toThrow('no check is about nothing');
  });
});

describe('a skip', () => {
  it('that is not needed turns red', async () => {
    const check = adapterChecks.find(({ concern }) => concern === 'partial');
    const subject = await fakeSubject();
    await expect(expectBroken(check as AdapterCheck, subject, traits)).rejects.toThrow('the skip is not needed');
    await subject.stop();
  });
});

// An adapter that really does not know partial success, and one whose protocol calls a failure final.
adapterConformance('all or nothing', { ...traits, skips: { partial: reason } }, () =>
  fakeSubject(judged((outcome) => (outcome.kind === 'partial' ? { kind: 'delivered' } : outcome))),
);

const final = { error: { kinds: ['rejected'], why: 'its protocol says that 500 is final' } } as const;

describe('an expectation', () => {
  it('takes the place of the answer of the contract', async () => {
    const check = adapterChecks.find(({ concern }) => concern === 'error');
    const subject = await fakeSubject(spec({ capabilities: { ...honest.capabilities } }));
    await expect(check?.run(subject, { ...traits, expects: final })).rejects.toThrow(/expected rejected/);
    await subject.stop();
  });
});
