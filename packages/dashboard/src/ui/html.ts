const MARKUP: unique symbol = Symbol('plumbline.html');

/** Markup that is safe to send: every value in it was escaped, or comes from {@link raw}. Only this module makes it. */
export interface Html {
  readonly [MARKUP]: string;
  toString(): string;
}

/** What may stand in a template; null, undefined, false and true leave nothing, so that `when && html` reads well. */
export type HtmlValue = Html | string | number | bigint | boolean | null | undefined | readonly HtmlValue[];

// The five characters that end text or an attribute in either kind of quotes (HTML Living Standard 13.1.2). Attributes in
// templates are always quoted: a test of the templates holds that.
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const wrap = (markup: string): Html => Object.freeze({ [MARKUP]: markup, toString: () => markup });

/** Whether a value is markup of this module; text that looks like it is not. */
export const isHtml = (value: unknown): value is Html =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Html>)[MARKUP] === 'string';

const write = (value: HtmlValue): string => {
  if (value === null || value === undefined || typeof value === 'boolean') return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (isHtml(value)) return value[MARKUP];
  return value.map(write).join('');
};

/**
 * Markup with values in it: `html\`<td class="${kind}">${cell}</td>\``. Text is escaped for text and for quoted attributes,
 * {@link Html} is kept as it is, arrays are joined. Quote every attribute; a value never belongs into a tag's name, a
 * `<script>` or a `<style>`.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  wrap(strings.reduce((text, part, index) => text + write(values[index - 1]) + part));

/** Markup that is trusted as it is: constants of this package, never a value of a request or of a store. */
export const raw = (markup: string): Html => wrap(markup);

/** The text of a page, from its doctype to its end. */
export const renderHtml = (markup: Html): string => markup[MARKUP];
