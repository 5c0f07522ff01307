/** The pages of operators and security: forms with one field, the time line of a request, records. */
export const operationsCss: string = `
.ask { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin-bottom: var(--gap); }
.ask .field { flex: 0 1 12rem; }
.ask .field:first-child { flex: 1 1 18rem; max-width: 34rem; }
input[type="text"] { width: 100%; min-height: 2.25rem; padding: 0.3rem 0.6rem; border: 1px solid var(--field); border-radius: 8px; background: var(--panel); color: var(--ink); font: 0.875rem/1.4 var(--mono); }
.grid-after { margin-top: var(--gap); }
.boards { display: grid; gap: 0.35rem; list-style: none; margin-top: 0.75rem; }
.boards .note { margin: 0 0 0 0.5rem; }
.layers { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: 0.75rem 1.5rem; width: 100%; list-style: none; margin-block: 0.75rem 1.25rem; font-size: var(--size-note); text-align: left; }
.layer { display: grid; grid-template-columns: max-content max-content minmax(0, 1fr); align-items: baseline; align-content: start; gap: 0 0.45rem; min-width: 0; }
.layer small { grid-column: 2 / -1; color: var(--muted); font-size: var(--size-small); }
.layer-unconfigured strong, .layer-none strong { color: var(--muted); font-weight: 500; }
.layer-failed span { color: var(--bad); font-weight: 600; }
.layer-mark { display: inline-block; width: 0.6rem; height: 0.6rem; margin-right: 0.45rem; border-radius: 2px; background: var(--muted); }
.layer .layer-mark { margin: 0; }
.layer-mark-span { background: var(--accent); }
.layer-mark-error { background: var(--bad); }
.layer-mark-audit { background: var(--warn); }
.layer-mark-event { background: var(--good); border-radius: 99px; }
.timeline { font-size: 0.875rem; min-width: 40rem; }
.timeline th { padding-bottom: 0.4rem; color: var(--muted); font-size: var(--size-small); }
.timeline td { padding: 0.5rem 1.25rem 0.5rem 0; border-top: 1px solid var(--line); vertical-align: top; }
.entry-time { white-space: nowrap; font-family: var(--mono); font-size: var(--size-note); }
.entry-time small { display: block; color: var(--muted); }
.entry-layer { white-space: nowrap; color: var(--muted); }
.entry-what { width: 100%; color: var(--ink); overflow-wrap: anywhere; }
.entry-failed td:first-child { box-shadow: inset 3px 0 0 var(--bad); padding-left: 0.75rem; }
.facts { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin-top: 0.2rem; font-size: var(--size-small); }
.facts div { display: inline-flex; gap: 0.35rem; }
.facts dt { color: var(--muted); }
.facts dd { color: var(--text); overflow-wrap: anywhere; }
.definition h2, .definition h3 { margin-bottom: 0.75rem; }
.definition h2 { font-size: 1.1875rem; letter-spacing: -0.01em; }
.definition h3 { margin-top: 1.25rem; font-size: 0.875rem; font-weight: 550; }
section.definition { padding-bottom: 1.5rem; }
.records td, .records th { vertical-align: top; }
@container (max-width: 40rem) {
  .records { display: block; min-width: 0; }
  .records :is(tbody, tr, th, td) { display: block; }
  .records thead { display: none; }
  .records tr { padding-block: 0.6rem; border-top: 1px solid var(--line); }
  .records tr:first-child { border-top: 0; }
  .records tbody :is(th, td) { position: relative; padding: 0.15rem 0 0.15rem 5.5rem; border-top: 0; text-align: left; overflow-wrap: anywhere; }
  .records [data-name]::before { content: attr(data-name); position: absolute; left: 0; color: var(--muted); font-weight: 400; }
  .records [data-name=""] { display: none; }
}
.fault .lead + .note { margin-top: 1.25rem; }
.fault .button { margin-top: 1rem; }
pre { margin: 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
.scroller > pre { width: max-content; min-width: 100%; overflow: visible; }
`;
