import { APP, OTHER } from './addresses.ts';

/** Pages of frameworks, whose components use the hooks; the next folder of the address says under which consent. */
export const FRAMEWORKS = ['react', 'react-dev', 'vue', 'vue-dev', 'svelte'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** What the page does about the client: no client at all, or one under a consent; `leaky` is the control of the recorder. */
export const MODES = ['bare', 'unknown', 'denied', 'granted', 'leaky', ...FRAMEWORKS] as const;
export type Mode = (typeof MODES)[number];

/** Nothing inline, nothing from elsewhere, no sink of text that becomes code. */
const STRICT = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page that calls two origins names the second one, too. */
const TWO_ORIGINS = STRICT.replace("connect-src 'self'", `connect-src 'self' ${OTHER}`);

const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const SCRIPTS: Readonly<Record<Mode, string>> = {
  bare: '/assets/bare.js',
  unknown: '/assets/client.js',
  denied: '/assets/client.js',
  granted: '/assets/client.js',
  leaky: '/assets/leaky.js',
  react: '/assets/hooks-react.js',
  'react-dev': '/assets/hooks-react-dev.js',
  vue: '/assets/hooks-vue.js',
  'vue-dev': '/assets/hooks-vue-dev.js',
  svelte: '/assets/hooks-svelte.js',
};

export interface Page {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A page of the application: `/MODE`, `/MODE/orgs/7`, with anything behind it. */
export function pageAt(url: URL): Page | undefined {
  const mode = MODES.find((one) => url.pathname === `/${one}` || url.pathname.startsWith(`/${one}/`));
  if (mode === undefined) return undefined;
  const csp = mode === 'leaky' ? undefined : url.pathname.endsWith('/two-origins') ? TWO_ORIGINS : STRICT;
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'max-age=60',
      ...(csp !== undefined && { 'content-security-policy': csp }),
    },
    body: `<!doctype html><html lang="en" data-mode="${mode}"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><title>${escape(url.searchParams.get('title') ?? 'Reports')}</title>
<script type="module" src="${SCRIPTS[mode]}"></script></head>
<body><h1>Reports</h1><form><input name="note" autocomplete="off"><input name="secret" type="password" autocomplete="off"></form>
<button id="act">Approve</button><a id="away" href="${APP}/bare/away">away</a></body></html>`,
  };
}
