/** Texts that are remembered, a power of two, and the longest of them. */
const SLOTS = 256;
const MAX_LENGTH = 256;

/** Texts in which nothing was found, with their JSON: messages and names that a service repeats. */
export interface CleanTexts {
  /** The JSON of a text that is kept. */
  find(text: string): string | undefined;
  keep(text: string, json: string): void;
}

function slotOf(text: string): number {
  const { length } = text;
  const ends = text.charCodeAt(length - 1) * 7 + text.charCodeAt(0);
  return (length * 31 + ends + text.charCodeAt(length >> 1) * 3) & (SLOTS - 1);
}

/** A later text takes the place of an earlier one, so a caller who makes up texts costs a look and no memory. */
export function createCleanTexts(): CleanTexts {
  const texts: string[] = Array.from({ length: SLOTS }, () => '');
  const jsons: string[] = Array.from({ length: SLOTS }, () => '""');
  return {
    find(text) {
      const slot = slotOf(text);
      return texts[slot] === text ? jsons[slot] : undefined;
    },
    keep(text, json) {
      if (text.length > MAX_LENGTH) return;
      const slot = slotOf(text);
      texts[slot] = text;
      jsons[slot] = json;
    },
  };
}
