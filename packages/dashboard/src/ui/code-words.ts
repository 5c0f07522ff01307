import { html, type Html } from './html.ts';

/** A sentence of our own with names in backticks, each of them as code. */
export const codeWords = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
