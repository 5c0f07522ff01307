import type { PageRequest } from '../../page-request.ts';
import { html, type Html } from '../../ui/html.ts';

/** What the address says already, as hidden fields of a form that replaces only these names. */
export const keptFields = ({ url }: Pick<PageRequest, 'url'>, replaced: readonly string[]): readonly Html[] =>
  [...url.searchParams]
    .filter(([name]) => !replaced.includes(name))
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
