import type { PageRequest, SliceKey } from '../../page-request.ts';
import { html, type Html, raw } from '../../ui/html.ts';
import { wordsOf } from './read-answer.ts';

/** What a key of a slice is called: `orgUnit` is `Org unit`. */
export const labelOf = (name: string): string => {
  const words = wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** More than so many get a window of their own to scroll in. */
const MANY = 24;

const choice = (name: string, value: string, isChosen: boolean): Html =>
  html`<label class="choice"
    ><input type="checkbox" name="${name}" value="${value}" ${isChosen && raw('checked')} /><span
      >${wordsOf(value)}</span
    ></label
  >`;

/** Boxes of one key. What the address has chosen is there even where no list has it, so that it can be taken away. */
function boxes(request: PageRequest, name: string, known: readonly string[]): Html {
  const chosen = request.filters.slice[name] ?? [];
  const values = [...new Set([...known, ...chosen])];
  if (values.length === 0) return html`<p class="choices-none">No value in this time.</p>`;
  return html`<div class="choices-list ${values.length > MANY && 'choices-many'}">
    ${values.map((value) => choice(name, value, chosen.includes(value)))}
  </div>`;
}

/** The values of one key, of which several may be chosen. Without a closed list they come when the store has said them. */
export const choices = (request: PageRequest, { name, values }: SliceKey): Html =>
  html`<fieldset class="choices">
    <legend>${labelOf(name)}</legend>
    ${
      values.length > 0
        ? boxes(request, name, values)
        : request.later(`values of ${name}`, async () => boxes(request, name, await request.values(name)))
    }
  </fieldset>`;
