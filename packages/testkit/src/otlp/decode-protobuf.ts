import protobuf from 'protobufjs/minimal.js';
import type { Decoded, DecodedMessage, DecodedValue, DecodeFault } from './decoded.ts';
import type { MessageField, MessageType } from './messages.ts';

type Reader = protobuf.Reader;

// Wire types of the protobuf encoding; a repeated number may also come packed as LENGTH.
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const WIRE: Readonly<Record<string, number>> = {
  double: FIXED64,
  fixed64: FIXED64,
  sfixed64: FIXED64,
  fixed32: FIXED32,
  bool: VARINT,
  int32: VARINT,
  int64: VARINT,
  uint32: VARINT,
  uint64: VARINT,
  sint32: VARINT,
};

const wireOf = (type: string): number => (type.startsWith('enum:') ? VARINT : (WIRE[type] ?? LENGTH));

const unsigned = (value: unknown): bigint => {
  if (typeof value === 'number') return BigInt(value);
  const { high, low } = value as { readonly high: number; readonly low: number };
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
};

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

// protobufjs replaces ill-formed UTF-8 in silence; the specification forbids it.
const strictText = (reader: Reader): string => new TextDecoder('utf-8', { fatal: true }).decode(reader.bytes());

const SCALARS: Readonly<Record<string, (reader: Reader) => DecodedValue>> = {
  string: strictText,
  id: (reader) => hexOf(reader.bytes()),
  bytes: (reader) => Buffer.from(reader.bytes()).toString('base64'),
  bool: (reader) => reader.bool(),
  double: (reader) => reader.double(),
  int32: (reader) => reader.int32(),
  uint32: (reader) => reader.uint32(),
  sint32: (reader) => reader.sint32(),
  fixed32: (reader) => reader.fixed32(),
  int64: (reader) => BigInt.asIntN(64, unsigned(reader.int64())),
  uint64: (reader) => unsigned(reader.uint64()),
  fixed64: (reader) => unsigned(reader.fixed64()),
  sfixed64: (reader) => BigInt.asIntN(64, unsigned(reader.sfixed64())),
};

/**
 * Decodes one protobuf request strictly: a field that the table does not hold, or one of another wire type, is a fault.
 * It throws where the bytes cannot be read at all.
 */
export function decodeProtobuf(types: ReadonlyMap<string, MessageType>, name: string, bytes: Uint8Array): Decoded {
  const faults: DecodeFault[] = [];

  const readOne = (reader: Reader, field: MessageField, where: string): DecodedValue => {
    const nested = types.get(field.type);
    if (nested) return readMessage(protobuf.Reader.create(reader.bytes()), nested, where);
    if (!field.type.startsWith('enum:')) return SCALARS[field.type]?.(reader) ?? '';
    const value = reader.int32();
    if (value < 0 || value > Number(field.type.slice(5))) {
      faults.push({ kind: 'wrong_type', where, what: `enum value ${value} is not defined` });
    }
    return value;
  };

  const readPacked = (reader: Reader, field: MessageField, where: string, into: DecodedValue[]): void => {
    const packed = protobuf.Reader.create(reader.bytes());
    while (packed.pos < packed.len) into.push(readOne(packed, field, where));
  };

  const readMessage = (reader: Reader, type: MessageType, where: string): DecodedMessage => {
    const message: Record<string, DecodedValue> = {};
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      const [number, wire] = [tag >>> 3, tag & 7];
      const field = type.byNumber.get(number);
      const path = where === '' ? (field?.name ?? '') : `${where}.${field?.name ?? ''}`;
      if (!field) {
        faults.push({ kind: 'unknown_field', where, what: `field number ${number} is not defined` });
        reader.skipType(wire);
      } else if (field.repeated) {
        const list = (message[field.name] ??= []) as DecodedValue[];
        if (wire === LENGTH && wireOf(field.type) !== LENGTH) readPacked(reader, field, path, list);
        else if (wire === wireOf(field.type)) list.push(readOne(reader, field, `${path}[${list.length}]`));
        else skipWrong(reader, wire, path);
      } else if (wire === wireOf(field.type)) message[field.name] = readOne(reader, field, path);
      else skipWrong(reader, wire, path);
    }
    return message;
  };

  const skipWrong = (reader: Reader, wire: number, where: string): void => {
    faults.push({ kind: 'wrong_type', where, what: `wire type ${wire} does not fit the field` });
    reader.skipType(wire);
  };

  const root = types.get(name);
  if (!root) throw new Error(`no message named ${name}`);
  return { message: readMessage(protobuf.Reader.create(bytes), root, ''), faults };
}
