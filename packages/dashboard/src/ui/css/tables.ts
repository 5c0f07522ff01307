/** Tables: rows of data, rankings with bars, and cohorts. */
export const tablesCss: string = `
.scroller {
  position: relative; overflow-x: auto; max-width: 100%;
  background:
    linear-gradient(90deg, var(--panel) 40%, transparent) left / 2.5rem 100% local,
    linear-gradient(270deg, var(--panel) 40%, transparent) right / 2.5rem 100% local,
    linear-gradient(90deg, var(--shade), transparent) left / 0.9rem 100% scroll,
    linear-gradient(270deg, var(--shade), transparent) right / 0.9rem 100% scroll;
  background-repeat: no-repeat;
}
table { border-collapse: collapse; width: 100%; text-align: left; }
th, td { padding: 0; }
th { font-weight: 500; }
.data { width: auto; min-width: min(100%, 24rem); font-size: var(--size-note); }
.data th, .data td { padding: 0.35rem 1.5rem 0.35rem 0; border-bottom: 1px solid var(--line); }
.data thead th { color: var(--muted); vertical-align: bottom; border-bottom-color: var(--field); }
.number { text-align: right; white-space: nowrap; }
.data .number { padding-right: 1.5rem; }
.words { overflow-wrap: anywhere; }
.ranking { font-size: 0.875rem; }
.ranking thead th { padding-bottom: 0.4rem; color: var(--muted); font-size: var(--size-small); font-weight: 500; vertical-align: bottom; }
.ranking tbody th, .ranking tbody td { padding: 0.3rem 0; vertical-align: middle; }
.ranking tbody th { width: 38%; padding-right: 1rem; font-weight: 500; line-height: 1.35; overflow-wrap: anywhere; }
.ranking tbody th small { display: block; color: var(--muted); font-size: var(--size-small); font-weight: 400; }
.ranking .number { padding-left: 1rem; color: var(--text); }
.ranking .number strong { font-weight: 600; }
.ranking .bar-cell { min-width: 4rem; }
.ranking tbody tr:hover th, .ranking tbody tr:hover td { background: var(--raised); }
.ranking .side { color: var(--muted); }
@container (max-width: 34rem) {
  .ranking .side { display: none; }
  .ranking tbody th { width: 44%; }
}
.rest { margin-top: 0.6rem; color: var(--muted); font-size: var(--size-note); }
.heat { width: 100%; border-collapse: separate; border-spacing: 2px; font-size: var(--size-small); }
.heat th { padding: 0.15rem 0.5rem 0.15rem 0; color: var(--muted); white-space: nowrap; font-weight: 500; }
.heat thead th { text-align: center; padding: 0 0.2rem 0.2rem; }
.heat thead th:first-child { text-align: left; }
.heat td { min-width: 2.6rem; height: 2.2rem; text-align: center; border-radius: 4px; font-weight: 550; }
.heat .heat-size { min-width: 3.5rem; padding-right: 0.6rem; text-align: right; color: var(--text); font-weight: 500; background: none; }
.ledger { font-size: 0.875rem; min-width: 52rem; }
.ledger th, .ledger td { padding: 0.6rem 1.25rem 0.6rem 0; border-top: 1px solid var(--line); vertical-align: middle; }
.ledger thead th { padding-block: 0 0.5rem; border-top: 0; color: var(--muted); font-size: var(--size-small); vertical-align: bottom; }
.ledger tbody th { font-weight: 600; }
.ledger td small, .ledger th small { display: block; color: var(--muted); font-size: var(--size-small); font-weight: 400; }
.ledger :is(th, td):last-child { padding-right: 0; }
.ledger .trend { width: 8.5rem; }
.verdict { display: inline-flex; align-items: center; gap: 0.4rem; padding: 0.12rem 0.6rem; border-radius: 99px; font-size: var(--size-small); font-weight: 600; white-space: nowrap; }
.verdict-good { color: var(--good); background: var(--good-wash); }
.verdict-calm { color: var(--text); background: var(--grid); }
.verdict-warn { color: var(--warn); background: var(--warn-wash); }
.verdict-bad { color: var(--bad); background: var(--bad-wash); }
.verdict-why { color: var(--muted); font-size: var(--size-note); }
`;
