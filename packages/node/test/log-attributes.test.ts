import { describe, expect, it } from 'vitest';
import { registry } from '../../otel/test/conventions/judge.ts';
import { toAttributes } from '../src/log-attributes.ts';

const summary = { method: 'GET', status: 200, duration_ms: 12.345, outcome: 'ok' };

describe('the fields of a line as attributes of OpenTelemetry', () => {
  it('are those of the context under names of the conventions, or our own', () => {
    const fields = {
      request_id: 'r',
      actor_id: 'h',
      actor_role: 'buyer',
      route_pattern: '/o/:id',
      feature: 'f',
      surface: 's',
    };
    expect(toAttributes('a line', fields)).toEqual({
      'plumbline.request.id': 'r',
      'user.hash': 'h',
      'user.roles': ['buyer'],
      'http.route': '/o/:id',
      'plumbline.feature': 'f',
      'plumbline.surface': 's',
    });
    expect(toAttributes('', { route_pattern: 'job:mail' })).toEqual({ 'plumbline.job.name': 'mail' });
    expect(toAttributes('', { route_pattern: 'message:paid' })).toEqual({ 'messaging.destination.name': 'paid' });
  });

  it('are the parts of an error, and nothing of it is lost', () => {
    const cause = { type: 'TypeError', message: 'inner', stack: 'TypeError: inner' };
    const err = { type: 'RangeError', message: 'm', stack: 'RangeError: m\n    at f', code: 'E1', cause };
    expect(toAttributes('failed', { err, error_id: 'e1', error_type: 'RangeError' })).toEqual({
      'exception.type': 'RangeError',
      'exception.message': 'm',
      'exception.stacktrace': 'RangeError: m\n    at f',
      'plumbline.exception.details': { code: 'E1', cause },
      'plumbline.error.id': 'e1',
      'error.type': 'RangeError',
    });
    const plain = { type: 'Error', message: 'm' };
    expect(toAttributes('', { err: plain })).toEqual({ 'exception.type': 'Error', 'exception.message': 'm' });
    expect(toAttributes('', { err: { ...plain, stack: 7 } })).toMatchObject({
      'plumbline.exception.details': { stack: 7 },
    });
    expect(toAttributes('', { err: 'a word' })).toEqual({ err: 'a word' });
    expect(toAttributes('', { err: { type: 7, message: 'm' } })).toEqual({ err: { type: 7, message: 'm' } });
  });

  it('are those of a summary only where all of it is there', () => {
    expect(toAttributes('request', summary)).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'plumbline.request.duration_us': 12_345,
      'plumbline.request.outcome': 'ok',
    });
    expect(toAttributes('request', { ...summary, status: 0 })).not.toHaveProperty(['http.response.status_code']);
    expect(toAttributes('paid', summary)).toEqual(summary);
    expect(toAttributes('request', { ...summary, status: 'paid' })).toEqual({ ...summary, status: 'paid' });
  });

  it('keep the names of an application, unless these are taken', () => {
    const fields = {
      order_id: 'o',
      'shop.cart': [1],
      code: 'E',
      user: { id: 'x' },
      'http.route': 5,
      route_pattern: '/o',
    };
    expect(toAttributes('a line', fields)).toEqual({
      order_id: 'o',
      'shop.cart': [1],
      'plumbline.field.code': 'E',
      'plumbline.field.user': { id: 'x' },
      'plumbline.field.http.route': 5,
      'http.route': '/o',
    });
  });

  it('never stand under a namespace of the conventions', () => {
    for (const name of registry.namespaces) {
      expect(toAttributes('', { [name]: 'x' })).toEqual({ [`plumbline.field.${name}`]: 'x' });
    }
  });

  it('lose no value, in whatever order names clash', () => {
    const names = ['http.route', 'route_pattern', 'err', 'status', 'code', 'plumbline.field.code', 'request_id'];
    for (let turn = 0; turn < names.length; turn += 1) {
      const given = Object.fromEntries(
        [...names.slice(turn), ...names.slice(0, turn)].map((name, index) => [name, index]),
      );
      const numbers = (values: object): number[] => Object.values(values).toSorted((a: number, b: number) => a - b);
      expect(numbers(toAttributes('request', given))).toEqual(numbers(given));
    }
  });
});
