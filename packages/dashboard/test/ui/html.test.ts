import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { html, isHtml, raw, renderHtml } from '../../src/ui/html.ts';

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('html', () => {
  it('escapes text and attributes', () => {
    const evil = `"><script>alert('x')</script>&amp;`;
    expect(renderHtml(html`<a title="${evil}">${evil}</a>`)).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;</a>',
    );
  });

  it('keeps nested markup, joins arrays and leaves out what is absent', () => {
    const items = ['a', '<b>'].map((text) => html`<i>${text}</i>`);
    expect(String(html`${items}`)).toBe('<i>a</i><i>&lt;b&gt;</i>');
    expect(String(html`${null}${undefined}${false}${true}${0}${[1, [2n]]}`)).toBe('012');
  });

  it('does not take an object that looks like markup for markup', () => {
    const lookalike = JSON.parse('{"markup": "<script>"}') as unknown;
    expect(isHtml(lookalike)).toBe(false);
    expect(isHtml('<b>')).toBe(false);
    expect(isHtml(raw('<b>'))).toBe(true);
  });

  it('leaves no way out of text or a quoted attribute, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const body = renderHtml(html`${text}`);
        expect(body).not.toMatch(/[<>"']/);
        expect(body).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
        expect(unescape(body)).toBe(text);
      }),
    );
  });
});
