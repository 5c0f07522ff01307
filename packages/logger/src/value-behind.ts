import type { Redactor } from '@plumbline/redact';

/** Cleans values that stand behind a message, one after the other, by what the message says of them. */
export type Behind = (value: unknown) => unknown;

/** What `util.format` puts a value in place of. */
const PLACEHOLDER = /%[sdifjoOc]/g;
/** A message that is nothing but a name: `info('token', value)`. */
const NAME = /^[\w.-]{1,64}$/;

/** What stands in a text between two known ends; undefined where it does not have them. */
function between(text: string, before: string, after: string): string | undefined {
  const fits = text.startsWith(before) && text.endsWith(after) && text.length >= before.length + after.length;
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

/** A text as it may be shown behind one and before another. */
function cleanBetween(redactor: Redactor, before: string, text: string, after: string): string {
  const whole = before + text + after;
  const out = redactor.text(whole);
  if (out === whole) return text;
  // The ends may have finds of their own. One that takes the value in leaves nothing between them.
  const shown = between(out, before, after) ?? between(out, redactor.text(before), redactor.text(after));
  return shown === undefined || shown === '' ? out : shown;
}

/**
 * `info('password: %s', value)` and `info('password:', value)`: neither the message nor the value says by itself that the value
 * is secret. Only texts and numbers are judged; they stay what they are where nothing is found.
 */
export function createBehind(redactor: Redactor): (message: unknown) => Behind {
  return (message) => {
    if (typeof message !== 'string') return (value) => value;
    let said = message;
    let at = 0;
    return (value) => {
      if (value === '' || (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint'))
        return value;
      if (NAME.test(said)) {
        const [named] = Object.values(Object(redactor.plain({ [said]: value })) as object) as unknown[];
        if (named !== value) return named;
      }
      const text = String(value);
      PLACEHOLDER.lastIndex = at;
      const place = PLACEHOLDER.exec(said)?.index;
      const before = place === undefined ? `${said} ` : said.slice(0, place);
      const after = place === undefined ? '' : said.slice(place + 2);
      said = before + text + after;
      at = before.length + text.length;
      const shown = cleanBetween(redactor, before, text, after);
      return shown === text ? value : shown;
    };
  };
}
