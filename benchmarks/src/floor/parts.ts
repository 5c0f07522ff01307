import type { OpenLog } from '../log/measure.ts';

// What a redactor that is written in JavaScript cannot do without, each part alone: it reads every character once, and joins
// the line. Neither is of any use by itself.

function read(value: unknown): number {
  let sum = 0;
  if (typeof value === 'string') {
    for (let i = 0; i < value.length; i += 1) sum += value.charCodeAt(i);
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) sum += read(value[i]);
  } else if (typeof value === 'object' && value !== null) {
    for (const name in value) sum += read((value as Record<string, unknown>)[name]);
  }
  return sum;
}

function join(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    let out = '[';
    for (let i = 0; i < value.length; i += 1) out += `${join(value[i])},`;
    return `${out}]`;
  }
  let out = '{';
  for (const name in value) out = `${out + name}:${join((value as Record<string, unknown>)[name])},`;
  return `${out}}`;
}

/** Every character of the values and of the message, once, with nothing decided. */
export const readOnly: OpenLog = async ({ write }) => {
  let sum = 0;
  return (fields, message) => {
    sum = (sum + read(fields) + read(message)) | 0;
    if (sum === 1) write('');
  };
};

/** Names and values in one text, without quotes, escapes or numbers of our own making. */
export const joinOnly: OpenLog =
  async ({ write }) =>
  (fields, message) =>
    write(join(fields) + message);

export const readAndJoin: OpenLog = async ({ write }) => {
  let sum = 0;
  return (fields, message) => {
    sum = (sum + read(fields) + read(message)) | 0;
    write(join(fields) + message);
  };
};
