import { expect, it } from 'vitest';
import type { AuditRecord } from '../src/index.ts';
import { renderWhoChanged } from '../src/read.ts';

const record: AuditRecord = {
  action: 'role.changed',
  actor: { id: 'u_1', impersonator: 'op_1', type: 'user' },
  changed: ['role'],
  class: 'access',
  id: '019a9b5c-0000-7000-8000-000000000000',
  occurred_at: '2026-11-16T09:05:00.000Z',
  outcome: 'denied',
  recorded_at: '2026-11-16T09:05:00.000Z',
  source: { instance: 'i', service: 's' },
  subjects: [],
  v: 1,
};

it('is a labelled section with a list and times that machines read', () => {
  expect(renderWhoChanged([record], { timeZone: 'Europe/Berlin', locale: 'en-GB' })).toBe(
    '<section class="plumbline-audit" aria-labelledby="who-changed"><h2 id="who-changed">Who changed this?</h2><ol>' +
      '<li><span class="plumbline-audit-actor">op_1 on behalf of u_1</span> ' +
      '<span class="plumbline-audit-action">role.changed</span> ' +
      '<span class="plumbline-audit-outcome">denied</span> ' +
      '<time datetime="2026-11-16T09:05:00.000Z">16 Nov 2026, 10:05</time> ' +
      '<span class="plumbline-audit-changed">Changed: role</span></li></ol></section>',
  );
});

it('says that nothing is recorded, in the words given', () => {
  const html = renderWhoChanged([], { headingLevel: 3, id: 'h', labels: { heading: 'Verlauf', empty: 'Nichts.' } });
  expect(html).toBe(
    '<section class="plumbline-audit" aria-labelledby="h"><h3 id="h">Verlauf</h3><p>Nichts.</p></section>',
  );
});

it('names who it can and says who nobody knows', () => {
  const html = renderWhoChanged(
    [
      { ...record, actor: { id: 'u_2', type: 'user' } },
      { ...record, actor: { id: '', type: 'anonymous' } },
      { ...record, actor: { id: 'nightly', type: 'system' } },
    ],
    { actorName: (id) => `Account ${id}`, actionName: () => 'Role changed' },
  );
  for (const text of ['>Account u_2<', '>nobody known<', '>the system<', '>Role changed<'])
    expect(html).toContain(text);
});

it('escapes everything that comes from a record or an option', () => {
  const evil = `"><script>'&`;
  const html = renderWhoChanged([{ ...record, action: evil, actor: { id: evil, type: 'user' }, changed: [evil] }], {
    id: evil,
    labels: { heading: evil, denied: evil, changed: evil },
  });
  expect(html).not.toContain('<script>');
  expect(html.split('&quot;&gt;&lt;script&gt;&#39;&amp;')).toHaveLength(9);
});
