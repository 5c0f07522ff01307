/** What a collector said of an export that it took: how many items it refused, and why. */
export interface OtlpAnswer {
  readonly rejected: number;
}

interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

/** Reads one varint; small numbers alone matter here. */
function varint(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let [value, at, factor] = [0, start, 1];
  for (;;) {
    const byte = bytes.at(at);
    at += 1;
    if (byte === undefined) throw new RangeError('cut');
    value += (byte % 128) * factor;
    if (byte < 128) return { value, next: at };
    factor *= 128;
  }
}

/** The fields of a protobuf message that has varints and texts alone, as every answer of OTLP. */
function fields(bytes: Buffer): readonly Field[] {
  const found: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    const head = varint(bytes, tag.next);
    const number = Math.floor(tag.value / 8);
    const kind = tag.value % 8;
    if (kind !== 0 && kind !== 2) throw new RangeError('no answer of OTLP');
    const end = kind === 0 ? head.next : head.next + head.value;
    if (end > bytes.length) throw new RangeError('cut');
    found.push({ number, value: kind === 0 ? head.value : bytes.subarray(head.next, end) });
    at = end;
  }
  return found;
}

const NAMES = ['rejectedSpans', 'rejectedDataPoints', 'rejectedLogRecords'];

function fromJson(text: string): OtlpAnswer {
  const { partialSuccess } = JSON.parse(text) as { readonly partialSuccess?: Readonly<Record<string, unknown>> };
  const counts = NAMES.map((name) => Number(partialSuccess?.[name] ?? 0));
  return { rejected: Math.max(0, ...counts) };
}

function fromProtobuf(bytes: Buffer): OtlpAnswer {
  const partial = fields(bytes).find(({ number }) => number === 1)?.value;
  if (!(partial instanceof Buffer)) return { rejected: 0 };
  const rejected = fields(partial).find(({ number }) => number === 1)?.value;
  return { rejected: typeof rejected === 'number' ? rejected : 0 };
}

/** Reads Export…ServiceResponse; undefined for what is none. */
export function readOtlpAnswer(contentType: string, body: Buffer): OtlpAnswer | undefined {
  try {
    if (body.length === 0) return { rejected: 0 };
    return contentType.includes('json') ? fromJson(body.toString('utf8')) : fromProtobuf(body);
  } catch {
    return undefined;
  }
}
