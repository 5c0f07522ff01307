/** A decoded value: 64-bit integers are bigint, IDs are lower-case hex, other bytes are base64. */
export type DecodedValue = string | number | bigint | boolean | DecodedMessage | readonly DecodedValue[];

/** A decoded message, the same from protobuf and JSON; a field that was not sent is absent. */
export interface DecodedMessage {
  readonly [field: string]: DecodedValue | undefined;
}

/** What a decoder found: the message, and each departure from the protocol by where it stands. */
export interface Decoded {
  readonly message: DecodedMessage;
  readonly faults: readonly DecodeFault[];
}

/** A departure that leaves the rest readable. */
export interface DecodeFault {
  readonly kind: 'unknown_field' | 'wrong_type';
  /** Path such as `resourceSpans[0].scopeSpans[0].spans[2].kind`. */
  readonly where: string;
  readonly what: string;
}

const isMessage = (value: DecodedValue | undefined): value is DecodedMessage =>
  typeof value === 'object' && !Array.isArray(value);

/** The message in a field, or an empty one. */
export const messageIn = (message: DecodedMessage, field: string): DecodedMessage => {
  const value = message[field];
  return isMessage(value) ? value : {};
};

/** The messages of a repeated field. */
export const messagesIn = (message: DecodedMessage, field: string): readonly DecodedMessage[] => {
  const value = message[field];
  return Array.isArray(value) ? (value as readonly DecodedValue[]).filter((item) => isMessage(item)) : [];
};

/** The numbers of a repeated field. */
export const numbersIn = (message: DecodedMessage, field: string): readonly number[] => {
  const value = message[field];
  return Array.isArray(value) ? (value as readonly DecodedValue[]).map(Number) : [];
};

/** The text of a field; empty when it was not sent. */
export const textIn = (message: DecodedMessage, field: string): string => {
  const value = message[field];
  return typeof value === 'string' ? value : '';
};

/** The number of a field; 0 when it was not sent, as protobuf means it. */
export const numberIn = (message: DecodedMessage, field: string): number => {
  const value = message[field];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0;
};

/** The 64-bit integer of a field; 0 when it was not sent. */
export const bigintIn = (message: DecodedMessage, field: string): bigint => {
  const value = message[field];
  return typeof value === 'bigint' ? value : 0n;
};
