import { describe, expect, it } from 'vitest';
import { parseTracestate } from '../src/tracestate.ts';

const members = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=${index}`).join(',');
const serialized = (raw: string | readonly string[]) => parseTracestate(raw)?.serialize();
const EVERY_VALUE_CHARACTER = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index))
  .filter((character) => character !== ',' && character !== '=')
  .join('');

describe('parseTracestate', () => {
  it.each([
    ['one member', 'foo=1', 'foo=1'],
    ['order kept', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
    ['white space between', 'foo=1 \t , \t bar=2, \t baz=3', 'foo=1,bar=2,baz=3'],
    ['white space around', '\t foo=1 \t', 'foo=1'],
    ['empty members', 'foo=1,,  ,bar=2,', 'foo=1,bar=2'],
    ['a repeated key: the first counts', 'foo=1,bar=2,foo=3', 'foo=1,bar=2'],
    ['at signs in keys', 'foo@=1,foo@@bar=1,foo@bar@baz=1', 'foo@=1,foo@@bar=1,foo@bar@baz=1'],
    ['a leading digit', '0foo=1', '0foo=1'],
    ['every key character', 'az09_-*/@=1', 'az09_-*/@=1'],
    ['every value character', `foo=${EVERY_VALUE_CHARACTER}`, `foo=${EVERY_VALUE_CHARACTER}`],
    ['leading spaces belong to the value', 'foo=  1', 'foo=  1'],
    ['a key of 256 characters', `${'z'.repeat(256)}=1`, `${'z'.repeat(256)}=1`],
    ['a value of 256 characters', `foo=${'v'.repeat(256)}`, `foo=${'v'.repeat(256)}`],
    ['32 members', members(32), members(32)],
  ])('reads %s', (_, raw, expected) => {
    expect(serialized(raw)).toBe(expected);
  });

  it('joins repeated headers, empty ones included', () => {
    expect(serialized(['foo=1,bar=2', '', 'rojo=1', 'congo=2'])).toBe('foo=1,bar=2,rojo=1,congo=2');
  });

  it.each([
    ['nothing', ''],
    ['only empty members', ' , ,'],
    ['33 members', members(33)],
    ['a space in the key', 'foo =1'],
    ['an upper-case key', 'FOO=1'],
    ['a dot in the key', 'foo.bar=1'],
    ['a leading at sign', '@foo=1,bar=2'],
    ['a key of 257 characters', `foo=1,${'z'.repeat(257)}=1`],
    ['a value of 257 characters', `foo=${'v'.repeat(257)}`],
    ['an empty value', 'foo=,bar=3'],
    ['an equals sign in the value', 'foo=bar=baz'],
    ['a member without equals sign', 'foo'],
    ['a tab in the value', 'foo=a\tb'],
    ['a control character', 'foo=a\u0007b'],
    ['a letter outside ASCII', 'foo=ü'],
  ])('discards the whole list for %s', (_, raw) => {
    expect(parseTracestate(raw)).toBeUndefined();
  });

  it('hands on 2,048 characters at most: whole members, long ones first, then from the right', () => {
    const long = (key: string): string => `${key}=${'v'.repeat(200)}`;
    const short = (key: string): string => `${key}=${'v'.repeat(100)}`;
    const keys = Array.from({ length: 16 }, (_, index) => `k${String.fromCharCode(97 + index)}`);
    const one = [long('first'), ...keys.map(short), long('last')].join(',');
    expect(serialized(one)).toBe([long('first'), ...keys.map(short)].join(','));
    const two = [long('first'), ...keys.map(short), long('last'), short('x'), short('y')].join(',');
    expect(serialized(two)).toBe([...keys.map(short), short('x'), short('y')].join(','));
    const three = [...keys.map(short), ...keys.map((key) => short(`${key}2`))].join(',');
    expect(serialized(three)).toBe([...keys.map(short), ...keys.slice(0, 3).map((key) => short(`${key}2`))].join(','));
    const caller = Array.from({ length: 31 }, (_, index) => `${`k${index}`.padEnd(245, 'a')}=${'v'.repeat(254)}`);
    expect(serialized(caller.join(','))).toBe(caller.slice(0, 4).join(','));
  });

  it('knows an absent header', () => {
    expect(parseTracestate(undefined)).toBeUndefined();
  });

  it('changes as the standard allows: to the left, at most 32, nothing invalid', () => {
    const state = parseTracestate('foo=1,bar=2');
    expect(state?.get('bar')).toBe('2');
    expect(state?.set('bar', '3').serialize()).toBe('bar=3,foo=1');
    expect(state?.set('Bad', '3').serialize()).toBe('foo=1,bar=2');
    expect(state?.unset('foo').serialize()).toBe('bar=2');
    expect(parseTracestate(members(32))?.set('new', '1').serialize().split(',')).toHaveLength(32);
    expect(state?.serialize()).toBe('foo=1,bar=2');
  });
});
