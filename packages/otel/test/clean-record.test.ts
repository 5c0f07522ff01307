import { context, logs, type LogRecord } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { startWithReceiver } from './support.ts';

const mail = 'jane@example.com';
const record = { body: `to ${mail}`, attributes: { note: mail, nested: { note: mail } } } satisfies LogRecord;
const untouched = { body: `to ${mail}`, attributes: { note: mail, nested: { note: mail } } };

describe('a record that its emitter calls clean', () => {
  it('leaves as it is, with the active trace', async () => {
    const { otel, receiver } = await startWithReceiver();
    otel.tracer('test').startActiveSpan('work', (span) => {
      otel.emitLog(record, { clean: true });
      span.end();
    });
    await otel.flush();
    expect(receiver.logs()).toMatchObject([{ ...untouched, traceId: receiver.spans()[0]?.traceId }]);
  });

  it('loses what never leaves, and its long texts are cut', async () => {
    const { otel, receiver } = await startWithReceiver();
    const long = 'word '.repeat(20_000);
    const attributes = {
      'client.address': '10.0.0.1',
      'url.full': 'https://a.example/b?c=d',
      long,
      list: [long],
      kept: 1,
    };
    otel.emitLog({ body: 'a', attributes }, { clean: true });
    await otel.flush();
    const cut = long.slice(0, 8_192);
    expect(receiver.logs()[0]?.attributes).toEqual({
      'url.full': 'https://a.example/b',
      long: cut,
      list: [cut],
      kept: 1,
    });
  });

  it('does not speak for any other record', async () => {
    const { otel, receiver } = await startWithReceiver();
    const forged = context.active().setValue(Symbol('plumbline.otel.clean'), true);
    otel.emitLog(record, { clean: true });
    otel.emitLog(record);
    otel.emitLog(record, {});
    otel.emitLog(record, { clean: false });
    otel.emitLog({ ...record, context: forged });
    logs.getLogger('@plumbline/otel').emit(record);
    logs.getLogger('application').emit({ ...record, context: forged });
    otel.emitLog(record, { clean: true });
    await otel.flush();
    const redacted = receiver.logs().filter(({ body }) => body !== untouched.body);
    expect([receiver.logs().length, redacted.length]).toEqual([8, 6]);
    expect(redacted.map(({ body }) => body)).toEqual(redacted.map(() => 'to [redacted:email]'));
    expect(JSON.stringify(redacted)).not.toContain(mail);
  });
});
