/** What a report on paper needs beside the style sheet of the pages. */
export const reportCss: string = `
.report { max-width: 50rem; margin: 0 auto; padding: 2.5rem 1.25rem 3rem; }
.report > header { padding-bottom: 1.1rem; border-bottom: 2px solid var(--ink); margin-bottom: 1.6rem; }
.report > header p { margin-top: 0.35rem; color: var(--muted); font-size: var(--size-note); max-width: 42rem; }
.report h1 { font-size: var(--size-title); letter-spacing: -0.02em; line-height: 1.15; }
.report h2 { font-size: 1.1875rem; letter-spacing: -0.01em; }
.figure { break-inside: avoid; margin-bottom: 1.4rem; padding: 1.2rem 1.35rem 1.25rem; border: 1px solid var(--line); border-radius: var(--corner); background: var(--panel); }
.figure-head { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1.5rem; align-items: start; }
.figure-head p { color: var(--muted); font-size: var(--size-note); }
.figure-now { text-align: right; }
.figure-now strong { display: block; font-size: var(--size-number); font-weight: 650; letter-spacing: -0.02em; line-height: 1.1; }
.figure-now small { color: var(--muted); font-size: var(--size-small); }
.columns { margin: 1rem 0 0.4rem; }
.columns svg { display: block; overflow: visible; }
.columns text { font-family: var(--sans); font-size: 12px; fill: var(--muted); text-anchor: middle; font-variant-numeric: tabular-nums; }
.columns .of-value { fill: var(--ink); font-weight: 650; }
.column-so-far { fill: var(--wash); stroke: var(--series-1); stroke-width: 1.25; stroke-dasharray: 4 3; }
.column-break { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 3 3; }
.figure { container-type: inline-size; }
.figure .scroller { margin-top: 0.8rem; }
.figure table { width: 100%; border-collapse: collapse; font-size: var(--size-note); }
.figure th, .figure td { padding: 0.22rem 0.5rem; text-align: right; border-bottom: 1px solid var(--grid); font-weight: 400; white-space: nowrap; }
.figure th[scope="row"], .figure thead th:first-child { text-align: left; }
.figure th:last-child, .figure td:last-child { padding-right: 0; }
.figure thead th { color: var(--muted); font-size: var(--size-small); }
.figure-notes { margin: 0.75rem 0 0; padding: 0.6rem 0.85rem; border-radius: 8px; background: var(--warn-wash); list-style: none; color: var(--text); font-size: var(--size-note); }
.figure-caveats { margin: 0.8rem 0 0; padding-left: 1.1rem; color: var(--muted); font-size: var(--size-note); }
.figure-made { margin-top: 0.7rem; color: var(--muted); font-size: var(--size-small); }
.missing { break-inside: avoid; font-size: var(--size-note); }
.missing ul { margin-top: 0.4rem; padding-left: 1.1rem; color: var(--muted); }
@media (max-width: 40rem) { .report { padding: 1.5rem 1rem 2rem; } .figure { padding: 1rem 1rem 1.1rem; } .figure-head { gap: 0 1rem; } }
@media print { .report { max-width: none; padding: 0; } .figure { border-color: #c9cec6; } }
`;
