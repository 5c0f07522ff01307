/** Marks of the charts. Sizes in the drawing are pixels, places along it per cent, so that text keeps its size. */
export const chartsCss: string = `
.chart { position: relative; outline-offset: 4px; }
.chart svg, .bar svg, .spark svg { display: block; overflow: visible; }
.chart-frame { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; }
.chart text { font-family: var(--sans); font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.chart .label-value { fill: var(--ink); font-size: 13px; font-weight: 650; }
.chart .label-name { font-size: 12px; }
.grid-line { stroke: var(--grid); stroke-width: 1; }
.grid-base { stroke: var(--field); stroke-width: 1; }
.weekend { fill: var(--raised); }
.line { fill: none; stroke: var(--series-1); stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.line-previous { fill: none; stroke: var(--field); stroke-width: 1.75; stroke-dasharray: 4 4; vector-effect: non-scaling-stroke; }
.area { fill: var(--series-1); opacity: 0.09; }
.dot { fill: var(--series-1); stroke: var(--panel); stroke-width: 2; }
.plumb { visibility: hidden; }
.plumb line { stroke: var(--ink); stroke-width: 1.25; }
.plumb path { fill: var(--ink); }
.plumb circle { fill: var(--series-1); stroke: var(--panel); stroke-width: 2; }
.reading .plumb { visibility: visible; }
.reading .rest-label { visibility: hidden; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; margin-bottom: 0.7rem; color: var(--text); font-size: var(--size-note); list-style: none; }
.legend li { display: inline-flex; align-items: center; gap: 0.45rem; }
.key { flex: none; width: 0.7rem; height: 0.7rem; border-radius: 3px; }
.key-line { height: 3px; width: 1.1rem; border-radius: 2px; background: var(--series-1); }
.key-previous { width: 1.1rem; height: 0; border-radius: 0; border-top: 2px dashed var(--field); }
.key-1 { background: var(--series-1); } .key-2 { background: var(--series-2); } .key-3 { background: var(--series-3); }
.key-4 { background: var(--series-4); } .key-5 { background: var(--series-5); } .key-6 { background: var(--series-6); }
.fill-1 { fill: var(--series-1); } .fill-2 { fill: var(--series-2); } .fill-3 { fill: var(--series-3); }
.fill-4 { fill: var(--series-4); } .fill-5 { fill: var(--series-5); } .fill-6 { fill: var(--series-6); }
.fill-bad { fill: var(--series-4); }
.bar-track { fill: var(--grid); }
.bar-before { fill: var(--ink); stroke: var(--panel); stroke-width: 1.5; paint-order: stroke; }
.bar-edge { stroke: var(--panel); stroke-width: 1.5; }
.spark { display: block; }
.spark .line { stroke-width: 1.75; }
.spark .area { opacity: 0.12; }
.spark-dot { fill: var(--series-1); }
${[0, 1, 2, 3, 4, 5, 6].map((step) => `.heat .heat-${step} { background: var(--heat-${step}); color: var(--heat-ink-${step}); }`).join('\n')}
.heat .heat-none { background: none; }
.funnel { list-style: none; display: grid; gap: 0; }
.funnel-step { display: grid; grid-template-columns: minmax(7rem, 24%) minmax(0, 1fr) 8.5rem; gap: 0 1rem; align-items: center; }
.funnel-name { font-size: 0.875rem; font-weight: 550; color: var(--ink); overflow-wrap: anywhere; }
.funnel-number { text-align: right; font-size: 0.875rem; white-space: nowrap; }
.funnel-number strong { font-weight: 650; }
.funnel-lost { grid-column: 2; padding: 0.15rem 0 0.35rem; color: var(--muted); font-size: var(--size-small); }
.funnel-flow { fill: var(--series-1); opacity: 0.14; }
@container (max-width: 34rem) {
  .funnel-step { grid-template-columns: minmax(0, 1fr) auto; }
  .funnel-step > .bar, .funnel-lost { grid-column: 1 / -1; order: 3; }
  .funnel-between > span:empty { display: none; }
}
.tip { position: absolute; z-index: 5; left: 0; top: 0; min-width: 9rem; max-width: min(16rem, 90%); padding: 0.5rem 0.7rem; border-radius: 8px; background: var(--ink); color: var(--panel); font-size: var(--size-note); line-height: 1.4; pointer-events: none; }
.tip[hidden] { display: none; }
.tip b { display: block; font-weight: 500; opacity: 0.85; }
.tip span { display: block; font-weight: 600; }
.quantiles text { font-size: 12px; }
.strip-1 { fill: var(--heat-4); } .strip-2 { fill: var(--heat-3); } .strip-3 { fill: var(--heat-2); } .strip-4 { fill: var(--heat-1); }
.key-strip-1 { background: var(--heat-4); } .key-strip-2 { background: var(--heat-3); } .key-strip-3 { background: var(--heat-2); } .key-strip-4 { background: var(--heat-1); }
.readings { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0.5rem 1rem; margin-top: 0.75rem; }
.readings dt { display: flex; align-items: center; gap: 0.4rem; color: var(--muted); font-size: var(--size-small); white-space: nowrap; }
.readings dd { color: var(--ink); font-size: 0.875rem; font-weight: 650; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0.75rem 1.5rem; margin-top: 1.1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.pair dt { color: var(--muted); font-size: var(--size-note); }
.pair dd { color: var(--ink); font-size: 1.375rem; font-weight: 650; letter-spacing: -0.02em; }
.pair dd small { display: block; font-size: var(--size-note); letter-spacing: 0; font-weight: 400; }
.columns { margin: 0 0 0.4rem; }
.columns svg { display: block; overflow: visible; }
.columns text { font-family: var(--sans); font-size: 12px; fill: var(--muted); text-anchor: middle; font-variant-numeric: tabular-nums; }
.columns .of-value { fill: var(--ink); font-weight: 650; }
.column-so-far { fill: var(--wash); stroke: var(--series-1); stroke-width: 1.25; stroke-dasharray: 4 3; }
.column-break { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 3 3; }
.measure-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1.25rem; margin-bottom: 1.1rem; }
.measure-number { color: var(--ink); font-size: var(--size-number); line-height: 1.2; font-weight: 660; letter-spacing: -0.03em; }
.measure-number small { font-size: var(--size-note); font-weight: 400; letter-spacing: 0; color: var(--muted); }
.measure-change { font-size: var(--size-note); }
.measure-facts { display: flex; flex-wrap: wrap; gap: 0.3rem 0.5rem; margin-top: 0.9rem; list-style: none; }
.tag { display: inline-block; padding: 0.08rem 0.5rem; border: 1px solid var(--line); border-radius: 99px; color: var(--text); font-size: var(--size-small); }
.measure-break { margin-top: 0.75rem; padding: 0.5rem 0.75rem; border-radius: 8px; background: var(--warn-wash); color: var(--text); font-size: var(--size-note); }
@container (max-width: 34rem) { .tick-minor { display: none; } .readings { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@container (max-width: 26rem) { .tick-second { display: none; } }
`;
