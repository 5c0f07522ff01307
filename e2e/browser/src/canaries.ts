/** Stands in every planted value, so that one search finds a value that was cut or written otherwise. */
export const MARK = 'plbcnry';

/** A value to plant in one place, such as the title of the page. */
export const canary = (place: string): string => `${MARK}-${place}-42`;

/** The mark as telemetry might write it: as it is, in capitals, in hexadecimal, and in base64 at each offset. */
export function needles(): readonly string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('x'.repeat(shift) + MARK)
      .toString('base64')
      .replaceAll('=', '');
    // The characters next to the shift and at the end depend on the neighbours.
    return encoded.slice(shift === 0 ? 0 : shift + 1, -2);
  });
  return [MARK, MARK.toUpperCase(), Buffer.from(MARK).toString('hex'), ...base64];
}

/** The needles that stand in some bytes, with what is around them. */
export function leaksIn(bytes: Buffer | string): readonly string[] {
  const text = bytes.toString();
  return needles().flatMap((needle) => {
    const at = text.indexOf(needle);
    return at === -1 ? [] : [text.slice(Math.max(0, at - 60), at + 60)];
  });
}
