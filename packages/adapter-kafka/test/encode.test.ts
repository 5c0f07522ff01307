import { hashFor } from '@plumbline/core/context';
import { makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { decodeValue } from '../src/consumer/decode.ts';
import { encodeValue, keyOf } from '../src/encode.ts';
import { userOf } from '../src/user-of.ts';

const event = makeEvent();

it('knows a person by the same hash as core does', () => {
  expect(userOf('a'.repeat(32))).toBe(hashFor('kafka', 'a'.repeat(32)));
  expect(userOf('')).toBe('');
});

it('keys an event by its user, and one of nobody by itself', () => {
  expect(keyOf(event)).toBe(hashFor('kafka', event.anonymousUserId));
  expect(keyOf({ ...event, anonymousUserId: '' })).toBe(event.eventId);
});

it('frames a value as Confluent documents it: a zero, four bytes of the schema, the JSON', () => {
  const framed = encodeValue(event, 0x01_02_03_04);
  expect([...framed.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4]);
  expect(framed.subarray(5)).toEqual(encodeValue(event));
});

it.each([[undefined], [7]])('is read back with the schema %s', (schemaId) => {
  const { anonymousUserId, orgIdHash, sessionId } = event;
  expect(decodeValue(encodeValue(event, schemaId))).toEqual({
    ...event,
    anonymousUserId: userOf(anonymousUserId),
    orgIdHash: userOf(orgIdHash),
    sessionId: userOf(sessionId),
  });
  expect(decodeValue(encodeValue({ ...event, payload: {} }, schemaId))?.payload).toEqual({});
});

it.each([['no JSON'], ['null'], ['{}'], ['[1]'], [''], ['{"payload":{"a":{}}}']])('takes %j for no event', (text) => {
  expect(decodeValue(Buffer.from(text))).toBeUndefined();
});
