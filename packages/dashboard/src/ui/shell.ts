import { html, type Html, raw } from './html.ts';

/** Light or dark, where the address says so; otherwise the browser's own preference counts. */
export type ThemeChoice = 'light' | 'dark' | undefined;

export interface NavigationItem {
  readonly title: string;
  readonly href: string;
  readonly current: boolean;
}

/** What is the same on every page. */
export interface Shell {
  /** Of the page, such as `Product`. */
  readonly title: string;
  /** Of the whole dashboard. */
  readonly site: string;
  readonly home: string;
  readonly navigation: readonly NavigationItem[];
  readonly assets: { readonly css: string; readonly js: string; readonly icon?: string };
  readonly theme?: ThemeChoice;
  /** This page in the other themes; without it there is no toggle. */
  readonly themeHrefs?: { readonly light: string; readonly dark: string; readonly auto: string };
  /** One sentence under the title. */
  readonly lead?: Html | string;
  /** Beside the title: actions such as print. */
  readonly actions?: Html;
  readonly body: Html;
  /** At the end of the page: who may see it, and what it is made of. */
  readonly footnote?: Html | string;
  readonly className?: string;
}

const MARK = raw(
  '<svg class="mark" viewBox="0 0 20 28" width="15" height="21" aria-hidden="true" focusable="false">' +
    '<path d="M4 1.5h12M10 1.5v13" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>' +
    '<path d="M5 14.5h10l-1.6 6.2L10 27l-3.4-6.3z" fill="var(--accent)"/></svg>',
);

const THEME_NAMES = { auto: 'As the system', light: 'Light', dark: 'Dark' } as const;

const themeLinks = ({ theme, themeHrefs }: Shell): Html | undefined =>
  themeHrefs &&
  html`<nav class="themes" aria-label="Colours">
    ${(['auto', 'light', 'dark'] as const).map(
      (name) =>
        html`<a
          href="${themeHrefs[name]}"
          data-theme-link="${name}"
          ${(theme ?? 'auto') === name && raw('aria-current="true"')}
          ><span class="theme-dot theme-dot-${name}" aria-hidden="true"></span
          ><span class="quiet">${THEME_NAMES[name]}</span></a
        >`,
    )}
  </nav>`;

const masthead = (shell: Shell): Html =>
  html`<header class="masthead">
    <div class="masthead-inner">
      <a class="brand" href="${shell.home}">${MARK}<span>${shell.site}</span></a>
      <nav class="pages" aria-label="Pages">
        <ul>
          ${shell.navigation.map(
            ({ title, href, current }) =>
              html`<li><a href="${href}" ${current && raw('aria-current="page"')}>${title}</a></li>`,
          )}
        </ul>
      </nav>
      ${themeLinks(shell)}
    </div>
  </header>`;

/** A whole page: its head, the navigation, the title and what the page is about. */
export const page = (shell: Shell): Html =>
  html`${raw('<!doctype html>')}
    <html lang="en" ${shell.theme !== undefined && html`data-theme="${shell.theme}"`}>
      <head>
        <meta charset="utf-8" />
        <title>${shell.title} · ${shell.site}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content="${shell.title}: product telemetry from the team's own store." />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="${shell.assets.icon ?? 'data:,'}" />
        <link rel="stylesheet" href="${shell.assets.css}" />
        <script src="${shell.assets.js}" defer></script>
      </head>
      <body class="${shell.className}">
        <a class="skip" href="#content">Skip to the content</a>
        ${masthead(shell)}
        <main id="content" tabindex="-1">
          <div class="page-head">
            <div>
              <h1>${shell.title}</h1>
              ${shell.lead !== undefined && html`<p class="lead">${shell.lead}</p>`}
            </div>
            ${shell.actions !== undefined && html`<div class="page-actions">${shell.actions}</div>`}
          </div>
          ${shell.body}
        </main>
        ${shell.footnote !== undefined && html`<footer class="footnote"><p>${shell.footnote}</p></footer>`}
      </body>
    </html>`;
