/** The masthead, the title and the grid that panels stand in. */
export const frameCss: string = `
.masthead { background: var(--panel); border-bottom: 1px solid var(--line); }
.masthead-inner, main, .footnote { width: min(100%, 85rem); margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2rem); }
.masthead-inner { display: flex; align-items: center; gap: 0.25rem 1.75rem; min-height: 3.5rem; flex-wrap: wrap; }
.brand { display: inline-flex; align-items: center; gap: 0.6rem; padding-block: 0.5rem; color: var(--ink); font-weight: 650; text-decoration: none; letter-spacing: -0.01em; }
.mark { flex: none; }
.pages { flex: 1 1 auto; min-width: 0; }
.pages ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; }
.pages a { display: inline-block; padding: 1rem 0 calc(1rem - 2px); border-bottom: 2px solid transparent; color: var(--muted); text-decoration: none; font-weight: 500; font-size: 0.875rem; }
.pages a:hover { color: var(--ink); }
.pages a[aria-current] { color: var(--ink); border-bottom-color: var(--accent); }
.themes { display: flex; gap: 2px; padding: 3px; border: 1px solid var(--line); border-radius: 99px; }
.themes a { display: grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 99px; }
.themes a[aria-current] { background: var(--wash); }
.theme-dot { width: 0.85rem; height: 0.85rem; border-radius: 99px; border: 1.5px solid var(--muted); }
.theme-dot-auto { background: linear-gradient(90deg, transparent 50%, var(--muted) 50%); }
.theme-dot-dark { background: var(--muted); }
.themes a[aria-current] .theme-dot { border-color: var(--accent); }
.themes a[aria-current] .theme-dot-auto { background: linear-gradient(90deg, transparent 50%, var(--accent) 50%); }
.themes a[aria-current] .theme-dot-dark { background: var(--accent); }
main { padding-block: 2.25rem 3rem; }
.page-head { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 1rem 2rem; margin-bottom: 1.5rem; }
h1 { font-size: var(--size-title); line-height: 1.1; font-weight: 680; letter-spacing: -0.028em; text-wrap: balance; }
.lead { margin-top: 0.5rem; max-width: 46rem; color: var(--muted); font-size: 1rem; text-wrap: pretty; }
.lead strong { font-weight: 600; }
.page-actions { display: flex; gap: 0.5rem; flex-wrap: wrap; }
.footnote { padding-block: 0 2.5rem; color: var(--muted); font-size: var(--size-note); }
.footnote p { padding-top: 1rem; border-top: 1px solid var(--line); max-width: none; text-wrap: pretty; }
.grid { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: var(--gap); align-items: stretch; }
.grid > *, .slot > * { grid-column: span 12; min-width: 0; }
@media (min-width: 62rem) {
  .span-3 { grid-column: span 3; } .span-4 { grid-column: span 4; } .span-5 { grid-column: span 5; }
  .span-6 { grid-column: span 6; } .span-7 { grid-column: span 7; } .span-8 { grid-column: span 8; }
}
.section-title { margin-top: 1.5rem; padding-bottom: 0.1rem; font-size: 1.375rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.018em; }
.section-lead { margin-top: 0.25rem; color: var(--muted); max-width: 46rem; text-wrap: pretty; }
.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 0.4rem; min-height: 2.25rem; padding: 0.3rem 0.9rem;
  border: 1px solid var(--field); border-radius: 8px; background: var(--panel); color: var(--ink);
  font-size: 0.875rem; font-weight: 550; text-decoration: none; cursor: pointer;
}
.button:hover { border-color: var(--accent); color: var(--accent); }
.button-strong { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button-strong:hover { background: var(--ink); border-color: var(--ink); color: var(--panel); }
@media (max-width: 40rem) {
  main { padding-block: 1.5rem 2rem; }
  h1 { font-size: 1.75rem; }
  .masthead-inner { padding-top: 0.35rem; justify-content: space-between; }
  .pages { order: 3; flex-basis: 100%; }
  .pages a { padding: 0.6rem 0 calc(0.7rem - 2px); }
  .grid { gap: 0.875rem; }
}
`;
