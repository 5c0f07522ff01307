/** The filters and the funnel builder: GET forms. */
export const formsCss: string = `
.filters { margin-bottom: var(--gap); }
.filters-bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem 0.75rem; }
.segments { display: inline-flex; border: 1px solid var(--field); border-radius: 8px; overflow: clip; background: var(--panel); }
.segments a { padding: 0.4rem 0.85rem; min-height: 2.25rem; color: var(--text); font-size: 0.875rem; font-weight: 550; text-decoration: none; border-left: 1px solid var(--line); white-space: nowrap; }
.segments a:first-child { border-left: 0; }
.segments a:hover { color: var(--accent); }
.segments a[aria-current] { background: var(--accent); color: var(--on-accent); }
.segments a:focus-visible { outline-offset: -3px; outline-color: currentColor; }
.switch { display: inline-flex; align-items: center; gap: 0.5rem; min-height: 2.25rem; color: var(--text); font-size: 0.875rem; font-weight: 550; text-decoration: none; }
.switch:hover { color: var(--accent); }
.switch-track { position: relative; width: 2rem; height: 1.15rem; border: 1.5px solid var(--field); border-radius: 99px; }
.switch-track::after { content: ""; position: absolute; left: 2px; top: 2px; width: 0.65rem; height: 0.65rem; border-radius: 99px; background: var(--field); }
.switch-on .switch-track { background: var(--accent); border-color: var(--accent); }
.switch-on .switch-track::after { left: auto; right: 2px; background: var(--on-accent); }
.filters-bar { position: relative; }
.slices > summary { list-style: none; }
.slices > summary::-webkit-details-marker { display: none; }
.slices > summary::after { content: ""; width: 0.4rem; height: 0.4rem; margin: -3px 0 0 0.2rem; border: solid currentColor; border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); }
.slices[open] > summary::after { margin-top: 3px; transform: rotate(-135deg); }
.slices form { position: absolute; z-index: 10; top: calc(100% + 0.5rem); left: 0; width: min(52rem, 100%); padding: 0.35rem 1.25rem 0; border: 1px solid var(--field); border-radius: var(--corner); background: var(--panel); box-shadow: 0 12px 32px light-dark(#12191f24, #000000a0); }
.badge { min-width: 1.25rem; padding: 0 0.35rem; border-radius: 99px; background: var(--accent); color: var(--on-accent); font-size: var(--size-small); line-height: 1.25rem; text-align: center; }
.choices { display: flex; gap: 0.35rem 1rem; min-width: 0; margin: 0; padding: 0.8rem 0; border: 0; border-bottom: 1px solid var(--line); }
.choices legend { float: left; flex: 0 0 6.5rem; padding: 0.3rem 0 0; color: var(--muted); font-size: var(--size-note); font-weight: 550; }
.choices-list { flex: 1 1 0; min-width: 0; display: flex; flex-wrap: wrap; gap: 0.4rem; }
.choices-many { max-height: 11.3rem; padding: 3px; margin: -3px; overflow-y: auto; overscroll-behavior: contain; }
.choices-list .field { flex: 0 1 12rem; }
.choices-list .field + .field { margin-left: 0.5rem; }
.choices-none { color: var(--muted); font-size: var(--size-note); line-height: 2rem; }
.choice { display: inline-flex; align-items: center; gap: 0.45rem; min-height: 2rem; padding: 0.15rem 0.75rem 0.15rem 0.6rem; border: 1px solid var(--line); border-radius: 99px; color: var(--text); font-size: 0.875rem; cursor: pointer; }
.choice:hover { border-color: var(--accent); color: var(--ink); }
.choice:has(:checked) { border-color: var(--accent); background: var(--wash); color: var(--ink); }
.choice:has(:focus-visible) { outline: 2.5px solid var(--accent); outline-offset: 1px; }
.choice input { flex: none; scroll-margin-bottom: 6.5rem; width: 1rem; height: 1rem; margin: 0; accent-color: var(--accent); cursor: inherit; }
.field { display: flex; flex-direction: column; gap: 0.25rem; min-width: 0; }
.field > span, .field > label { color: var(--muted); font-size: var(--size-note); font-weight: 500; }
select, input[type="date"] {
  width: 100%; min-height: 2.25rem; padding: 0.3rem 0.6rem; border: 1px solid var(--field); border-radius: 8px; background-color: var(--panel); color: var(--ink); font-size: 0.875rem;
}
select {
  appearance: none; padding-right: 1.9rem; text-overflow: ellipsis;
  background-image: linear-gradient(45deg, transparent 50%, var(--muted) 50%), linear-gradient(-45deg, transparent 50%, var(--muted) 50%);
  background-position: right 0.95rem center, right 0.65rem center; background-size: 0.32rem 0.32rem; background-repeat: no-repeat;
}
.form-actions { position: sticky; bottom: 0; display: flex; gap: 0.5rem; padding: 0.9rem 0; border-radius: 0 0 var(--corner) var(--corner); background: var(--panel); }
.chips { display: flex; flex-wrap: wrap; gap: 0.4rem; list-style: none; margin-top: 0.75rem; }
.chip { display: inline-flex; align-items: center; gap: 0.5rem; min-height: 1.875rem; padding: 0.1rem 0.7rem; border-radius: 99px; background: var(--wash); color: var(--ink); font-size: var(--size-note); text-decoration: none; }
.chip b { font-weight: 600; }
.chip i { font-style: normal; color: var(--accent); font-size: 1rem; line-height: 1; }
.chip:hover { background: var(--accent); color: var(--on-accent); }
.chip:hover i { color: inherit; }
.chip-clear { background: none; color: var(--accent); text-decoration: underline; }
.funnel-form { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin: 0.9rem 0 1.1rem; }
.funnel-form .field { flex: 1 1 8.5rem; max-width: 16rem; }
@media (max-width: 40rem) {
  .slices form { padding-inline: 1rem; }
  .choices { flex-direction: column; }
  .choices legend { flex-basis: auto; padding: 0; }
  .choices-list { flex: none; }
  .choices-list .field { flex: 1 1 8rem; }
  .choices-list .field + .field { margin-left: 0; }
  .choice { min-height: 2.5rem; }
  .form-actions .button { flex: 1 1 0; min-height: 2.75rem; }
  .segments { flex: 1 1 100%; }
  .segments a { flex: 1 1 0; text-align: center; padding-inline: 0.3rem; }
  .funnel-form .field { flex-basis: 100%; max-width: none; }
}
`;
