import { codeWords } from '../ui/code-words.ts';
import { html, type Html, raw } from '../ui/html.ts';

export interface FaultSpec {
  readonly status: number;
  /** What happened, as a heading. */
  readonly title: string;
  /** Sentences for who reads it. */
  readonly texts: readonly string[];
  readonly requestId: string;
  /** The style sheet, for who may load it. */
  readonly css?: string;
  /** Where to go on. */
  readonly home?: string;
}

/** What happened, and the ID to find it by. For strangers it loads nothing and names nothing of the dashboard. */
export const faultPage = ({ status, title, texts, requestId, css, home }: FaultSpec): Html =>
  html`${raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        ${css !== undefined && html`<link rel="stylesheet" href="${css}" />`}
      </head>
      <body class="fault">
        <main id="content">
          <div class="page-head">
            <div>
              <h1>${title}</h1>
              ${texts.map((text) => html`<p class="lead">${codeWords(text)}</p>`)}
              <p class="note">Status ${status}. Request <code>${requestId}</code></p>
              ${home !== undefined && html`<p><a class="button" href="${home}">To the first page</a></p>`}
            </div>
          </div>
        </main>
      </body>
    </html>`;
