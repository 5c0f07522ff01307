import { type DoctorCheck, judge, notNeeded } from './doctor-check.ts';
import { httpAnswer } from './probe.ts';

/** A ClickHouse server that does not answer, or something else at its address. */
export const clickhouse: DoctorCheck = {
  name: 'clickhouse',
  async run({ env }) {
    const value = env['CLICKHOUSE_URL'];
    if (!value) return notNeeded('CLICKHOUSE_URL is not set');
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) {
      const what = 'CLICKHOUSE_URL is not an http or https address';
      return judge([{ what, fix: 'Write it as http://host:8123/database; the native port 9000 does not fit.' }], '');
    }
    const answer = await httpAnswer(new URL('/ping', url.origin));
    if ('obstacle' in answer) {
      const what = `no ClickHouse answers at ${url.host}, which CLICKHOUSE_URL names (${answer.obstacle})`;
      return judge(
        [{ what, fix: 'Start the server, correct CLICKHOUSE_URL, or remove it to use embedded ClickHouse.' }],
        '',
      );
    }
    const what = `what answers at ${url.host} is not ClickHouse's HTTP interface (status ${answer.status})`;
    const fine = answer.status === 200 && answer.body.startsWith('Ok.');
    return judge(
      fine ? [] : [{ what, fix: 'Name the HTTP port of ClickHouse (8123, or 8443 with TLS) in CLICKHOUSE_URL.' }],
      `${url.host} answers`,
    );
  },
};
