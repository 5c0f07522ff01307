import type { Decoded, DecodedMessage, DecodedValue, DecodeFault } from './decoded.ts';
import type { MessageField, MessageType } from './messages.ts';

const INTEGERS_64 = new Set(['int64', 'uint64', 'fixed64', 'sfixed64']);
const INTEGERS_32 = new Set(['int32', 'uint32', 'sint32', 'fixed32']);
const NOT_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function integer64(value: unknown): bigint | undefined {
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function double(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NOT_FINITE.has(value) ? Number(value) : undefined;
}

function integer32(value: unknown, most = 2 ** 32 - 1): number | undefined {
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value <= most;
  return fits ? value : undefined;
}

/** One scalar by the JSON encoding of OTLP; undefined where the value does not fit the type. */
function scalar(type: string, value: unknown): DecodedValue | undefined {
  if (INTEGERS_64.has(type)) return integer64(value);
  if (INTEGERS_32.has(type)) return integer32(value);
  // OTLP allows enums as integers only, other than protobuf's own JSON mapping.
  if (type.startsWith('enum:')) {
    const number = integer32(value, Number(type.slice(5)));
    return number !== undefined && number >= 0 ? number : undefined;
  }
  if (type === 'double') return double(value);
  if (type === 'bool') return typeof value === 'boolean' ? value : undefined;
  if (typeof value !== 'string') return undefined;
  // OTLP writes trace and span IDs as hex where protobuf's JSON mapping would write base64.
  if (type === 'id') return /^(?:[0-9a-fA-F]{2})*$/.test(value) ? value.toLowerCase() : undefined;
  if (type === 'bytes') return /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) ? value : undefined;
  return value;
}

/**
 * Decodes one JSON request strictly: an undeclared name, or a value of another type, is a fault. It throws where the text
 * is not a JSON object.
 */
export function decodeJson(types: ReadonlyMap<string, MessageType>, name: string, bytes: Uint8Array): Decoded {
  const faults: DecodeFault[] = [];

  const wrong = (where: string, type: string): undefined => {
    faults.push({ kind: 'wrong_type', where, what: `is not a ${type} of OTLP's JSON encoding` });
  };

  const readOne = (field: MessageField, value: unknown, where: string): DecodedValue | undefined => {
    const nested = types.get(field.type);
    if (nested) return isRecord(value) ? readMessage(nested, value, where) : wrong(where, 'message');
    return scalar(field.type, value) ?? wrong(where, field.type);
  };

  const readList = (field: MessageField, value: unknown, where: string): DecodedValue | undefined => {
    if (!Array.isArray(value)) return wrong(where, 'list');
    return (value as unknown[]).flatMap((item, index) => readOne(field, item, `${where}[${index}]`) ?? []);
  };

  const readMessage = (type: MessageType, source: Record<string, unknown>, where: string): DecodedMessage => {
    const message: Record<string, DecodedValue> = {};
    for (const [key, value] of Object.entries(source)) {
      const path = where === '' ? key : `${where}.${key}`;
      const field = type.byName.get(key);
      if (!field) faults.push({ kind: 'unknown_field', where: path, what: 'the name is not defined' });
      // null is protobuf's way to write "not sent" in JSON.
      if (!field || value === null) continue;
      const read = field.repeated ? readList(field, value, path) : readOne(field, value, path);
      if (read !== undefined) message[key] = read;
    }
    return message;
  };

  const root = types.get(name);
  if (!root) throw new Error(`no message named ${name}`);
  const source: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (!isRecord(source)) throw new Error('the body is not a JSON object');
  return { message: readMessage(root, source, ''), faults };
}
