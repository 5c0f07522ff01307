import { describe, expect, it } from 'vitest';
import { clickhouse } from '../src/index.ts';

const from = (environment: Record<string, string>, options = {}): readonly string[] | undefined =>
  clickhouse.fromEnv(options).fromEnvironment(environment)?.destinations;

const development = { development: { directory: '.plumbline/clickhouse' } };

describe('clickhouse.fromEnv', () => {
  it('is off where nothing is set, or set to nothing', () => {
    expect(from({})).toBeUndefined();
    expect(from({ CLICKHOUSE_URL: '', PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: '' })).toBeUndefined();
    expect(from({ CLICKHOUSE_USER: 'u', CLICKHOUSE_PASSWORD: 'p', CLICKHOUSE_DATABASE: 'd' })).toBeUndefined();
    expect(from({ NODE_ENV: 'production' }, development)).toBeUndefined();
  });

  it('takes the server first, then the folder, then what development says', () => {
    const url = 'https://u:p@ch.internal:8443';
    expect(from({ CLICKHOUSE_URL: url, PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: 'd' }, development)).toEqual([
      'https://ch.internal:8443',
    ]);
    expect(from({ PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: 'd', NODE_ENV: 'production' })).toEqual(['embedded']);
    expect(from({}, development)).toEqual(['embedded']);
    expect(from({ NODE_ENV: 'test' }, development)).toEqual(['embedded']);
  });

  it('names the variable that is wrong and never its value', () => {
    const wrong = (environment: Record<string, string>): unknown => {
      try {
        return from(environment);
      } catch (error) {
        return error;
      }
    };
    const error = wrong({ CLICKHOUSE_URL: 'secret.host:8123', CLICKHOUSE_DATABASE: 'a b' });
    expect(error).toMatchObject({ code: 'PLB_CONFIG_INVALID' });
    expect(String(error)).toMatch(/CLICKHOUSE_URL.*CLICKHOUSE_DATABASE/);
    expect(String(error)).not.toMatch(/secret|a b/);
  });

  it('lists what it reads', () => {
    expect(clickhouse.fromEnv()).toMatchObject({ kind: 'clickhouse', role: 'source' });
    expect(clickhouse.fromEnv().variables).toContain('PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR');
  });
});
