/** A header as protocols and message clients hand it over, before anybody has looked at it. */
export type HeaderText = string | readonly string[] | undefined;

const DECODER = new TextDecoder('latin1');

/** Text or bytes as text; undefined for anything else. Bytes above ASCII become letters that every parser here refuses. */
function oneText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? DECODER.decode(value) : undefined;
}

/** All that stands under one name, flat: one text as it is, several as a list, so that a doubled header is seen as such. */
export function headerText(values: readonly unknown[]): HeaderText {
  const texts = values.flat().flatMap((value) => oneText(value) ?? []);
  return texts.length < 2 ? texts[0] : texts;
}
