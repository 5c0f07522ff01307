import { colourProperties } from '../tokens.ts';

/** Colours, type and the elements as they are without a class. */
export const baseCss: string = `
:root {
  color-scheme: light dark;
  ${colourProperties()}
  --sans: "Inter", -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
  --size-small: 0.75rem;
  --size-note: 0.8125rem;
  --size-text: 0.9375rem;
  --size-finding: 1.1875rem;
  --size-number: 1.875rem;
  --size-title: 2.125rem;
  --gap: 1.25rem;
  --corner: 10px;
  --shade: light-dark(#12191f38, #000000b0);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 4.5rem; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 400 var(--size-text)/1.5 var(--sans);
  font-variant-numeric: tabular-nums; font-feature-settings: "cv11", "ss03";
  -webkit-font-smoothing: antialiased; overflow-wrap: break-word;
}
h1, h2, h3, p, ul, ol, dl, dd, figure, table { margin: 0; padding: 0; }
h1, h2, h3, strong, th { color: var(--ink); }
a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
code { font: 0.92em/1.4 var(--mono); overflow-wrap: anywhere; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2.5px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.quiet {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; border: 0;
}
.skip {
  position: absolute; left: 1rem; top: -4rem; z-index: 20; padding: 0.6rem 1rem; border-radius: 0 0 8px 8px;
  background: var(--accent); color: var(--on-accent); font-weight: 600;
}
.skip:focus { top: 0; }
@media (prefers-reduced-motion: no-preference) {
  .skip { transition: top 120ms ease-out; }
  html { scroll-behavior: smooth; }
}
@media (forced-colors: active) {
  .chart, .bar, .spark, .heat td { forced-color-adjust: none; }
}
`;
