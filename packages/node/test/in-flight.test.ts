import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it } from 'vitest';
import { type Child, cleanup, type Line, makeFolder, runChild } from './run-child.ts';

async function run(how: string, environment: Readonly<Record<string, string>> = {}) {
  const receiver: OtlpReceiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const child: Child = runChild('ending.ts', {
    cwd: makeFolder(),
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER_ARG: '1', ...environment },
    args: [how],
  });
  const { port } = await child.line('listening');
  return { receiver, child, origin: `http://127.0.0.1:${String(port)}` };
}

const lineOf = ({ lines }: Child, text: string): Line | undefined =>
  lines.find(({ msg }) => String(msg).includes(text));

describe('a request that runs when SIGTERM comes', () => {
  it.each(['hook', 'nothing', 'listener'])(
    'is answered and in every layer before the process ends: %s',
    async (how) => {
      const { receiver, child, origin } = await run(how);
      const slow = await fetch(`${origin}/slow`);
      child.kill('SIGTERM');
      expect(await slow.text()).toBe('answered');
      expect(await child.ended).toBe(how === 'listener' ? '0' : 'SIGTERM');
      expect(child.lines.find(({ msg }) => msg === 'request')).toMatchObject({ status: 200 });
      expect(String(child.lines.at(-1)?.['msg'])).toContain('shut down; all accepted');
      expect(receiver.spans()).toHaveLength(1);
      expect(JSON.stringify(receiver.logs())).toContain('answering');
    },
  );

  it('is cut off at the deadline, and every layer and the last line say so', async () => {
    const { receiver, child, origin } = await run('nothing', { SHUTDOWN_MS: '3000' });
    const stuck = await fetch(`${origin}/stuck`);
    child.kill('SIGTERM');
    await expect(stuck.text()).rejects.toThrow('terminated');
    expect(await child.ended).toBe('SIGTERM');
    expect(child.lines.find(({ msg }) => msg === 'request')).toMatchObject({ level: 'warn', outcome: 'aborted' });
    expect(child.lines.at(-1)).toMatchObject({
      level: 'warn',
      msg: expect.stringContaining('requests that still ran were cut off'),
      requests_cut_off: 1,
    });
    expect(receiver.spans()).toMatchObject([{ attributes: { 'error.type': 'aborted' } }]);
    expect(JSON.stringify(receiver.logs())).toContain('requests_cut_off');
  });

  it('goes down with process.exit() in a listener of the application, and the log says with what', async () => {
    const { child, origin } = await run('exit');
    await fetch(`${origin}/stuck`);
    child.kill('SIGTERM');
    expect(await child.ended).toBe('0');
    expect(child.lines.at(-1)).toMatchObject({
      level: 'warn',
      msg: expect.stringContaining('await plumbline.shutdown() before it'),
      held: { requests: 1 },
    });
  });

  it('says nothing of process.exit() where nothing is lost', async () => {
    const { child } = await run('exit', { OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    child.kill('SIGTERM');
    expect(await child.ended).toBe('0');
    expect(lineOf(child, 'process.exit()')).toBeUndefined();
  });
});
