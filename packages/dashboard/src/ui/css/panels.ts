/** Panels with their states, tiles, tables and definitions. */
export const panelsCss: string = `
.panel {
  display: flex; flex-direction: column; padding: 1.25rem 1.5rem 0; border: 1px solid var(--line); border-radius: var(--corner);
  background: var(--panel); container-type: inline-size;
}
.panel:target { border-color: var(--accent); }
.panel-head h2 { display: flex; gap: 0.6rem; align-items: baseline; font-size: 0.875rem; line-height: 1.4; font-weight: 500; color: var(--muted); text-wrap: pretty; }
.ordinal {
  flex: none; min-width: 1.35rem; height: 1.35rem; line-height: 1.35rem; border-radius: 99px; text-align: center;
  background: var(--wash); color: var(--accent); font-size: var(--size-small); font-weight: 650;
}
.finding { margin-top: 0.35rem; max-width: 44rem; color: var(--ink); font-size: var(--size-finding); line-height: 1.35; font-weight: 620; letter-spacing: -0.014em; text-wrap: pretty; }
.finding code { font-size: 0.9em; font-weight: 600; letter-spacing: -0.03em; }
.panel-chart { flex: 1 1 auto; margin-top: 1.1rem; }
.panel-foot { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 1.1rem -1.5rem 0; padding: 0 1.5rem; border-top: 1px solid var(--line); font-size: var(--size-note); }
.more { flex: 0 1 auto; min-width: 0; }
.more[open] { flex: 1 0 100%; order: 3; }
.more summary, .more-link {
  display: inline-flex; align-items: center; gap: 0.35rem; min-height: 2.5rem; color: var(--muted); font-weight: 500;
  cursor: pointer; list-style: none; text-decoration: none;
}
.more summary::-webkit-details-marker { display: none; }
.more summary::before { content: ""; width: 0.4rem; height: 0.4rem; border: solid currentColor; border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.more[open] summary::before { transform: translateY(-2px) rotate(45deg); }
.more summary:hover, .more-link:hover { color: var(--accent); }
.more-link::before { content: "\\2193"; }
.more-body { padding: 0.25rem 0 1.25rem; }
.definition dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.5rem 1.25rem; max-width: 46rem; }
.definition dt { grid-column: 1; color: var(--muted); }
.definition dd { grid-column: 2; }
.note { margin-top: 0.75rem; color: var(--muted); font-size: var(--size-note); }
@container (max-width: 26rem) {
  .definition dl { grid-template-columns: minmax(0, 1fr); gap: 0.15rem; }
  .definition dd { grid-column: 1; margin-bottom: 0.5rem; }
}
.today { padding-block: 1rem 1.1rem; border-color: var(--accent); }
.today p + p { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem 1.25rem; margin-top: 0.4rem; }
.state { flex: 1 1 auto; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 0.2rem; min-height: 13rem; padding: 1.5rem 0; text-align: center; }
.state-mark { width: 2px; height: 2.5rem; margin-bottom: 1.1rem; background: var(--field); position: relative; }
.state-mark::after { content: ""; position: absolute; left: -5px; bottom: -12px; border: 6px solid transparent; border-top: 13px solid var(--field); border-bottom: 0; }
.state-error .state-mark { background: var(--bad); transform: rotate(14deg); transform-origin: top; }
.state-error .state-mark::after { border-top-color: var(--bad); }
.state-suppressed .state-mark { background: repeating-linear-gradient(var(--field) 0 4px, transparent 4px 8px); }
.state-title { color: var(--ink); font-weight: 620; }
.state-text { max-width: 30rem; color: var(--muted); text-wrap: balance; }
.state .button { margin-top: 0.75rem; }
.panel-error { border-color: light-dark(#e8b8b2, #5a2c28); }
.panel-error, .panel-loading { padding-bottom: 1.25rem; }
.skeleton { flex: 1 1 auto; min-height: 15rem; display: flex; flex-direction: column; gap: 1.25rem; padding-top: 0.75rem; }
.bone { display: block; border-radius: 6px; background: var(--grid); }
.bone-line { width: 55%; height: 1.2rem; }
.bone-block { flex: 1 1 auto; }
@media (prefers-reduced-motion: no-preference) {
  .bone { animation: breathe 1.6s ease-in-out infinite alternate; }
  @keyframes breathe { from { opacity: 0.55; } to { opacity: 1; } }
}
.slot { display: contents; }
.slot:has(> .panel ~ .panel) > .panel-loading { display: none; }
.tiles { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 1px; overflow: hidden; border: 1px solid var(--line); border-radius: var(--corner); background: var(--line); }
.tile { display: flex; flex-direction: column; padding: 1.1rem 1.25rem 1rem; background: var(--panel); min-width: 0; }
.tile dt { color: var(--muted); font-size: 0.875rem; font-weight: 500; }
.tile-number { margin-top: 0.15rem; color: var(--ink); font-size: var(--size-number); line-height: 1.2; font-weight: 660; letter-spacing: -0.03em; white-space: nowrap; }
.tile-number small { font-size: 0.55em; font-weight: 550; letter-spacing: 0; color: var(--muted); }
.tile-change { min-height: 1.3rem; margin-top: 0.1rem; font-size: var(--size-note); }
.tile-spark { margin-top: auto; padding-top: 0.75rem; }
.change { font-weight: 600; white-space: nowrap; }
.change-sign { font-size: 0.7em; vertical-align: 0.12em; }
.change-good { color: var(--good); } .change-bad { color: var(--bad); } .change-calm { color: var(--text); }
.change-before { color: var(--muted); white-space: nowrap; }
@media (max-width: 62rem) {
  .tiles { grid-auto-flow: row; grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .tile:first-child:nth-last-child(3n+2) { grid-column: span 2; }
  .tile:first-child:nth-last-child(3n+1) { grid-column: span 3; }
}
@media (max-width: 40rem) {
  .panel { padding: 1rem 1rem 0; }
  .panel-foot { margin-inline: -1rem; padding-inline: 1rem; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .tile { padding: 0.85rem 0.9rem 0.8rem; }
  .tile:first-child:nth-last-child(n) { grid-column: auto; }
  .tile:first-child:nth-last-child(odd) { grid-column: span 2; }
  .tile-number { font-size: 1.5rem; }
  .tile-change { white-space: normal; }
}
`;
