/** On paper: A4, light, without controls, nothing cut in two. */
export const printCss: string = `
@page { size: A4; margin: 14mm 14mm 16mm; }
@media print {
  :root, :root[data-theme] { color-scheme: light; --gap: 5mm; }
  html { font-size: 10.5pt; }
  body { background: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .masthead, .skip, .filters, .themes, .page-actions, .funnel-form, .more-link, .tip, .switch { display: none !important; }
  main, .footnote { width: 100%; padding: 0; }
  .grid { display: block; }
  .grid > *, .panel, .tiles { margin-bottom: 5mm; }
  .panel, .tile, .ledger tr, .ranking tr, .measure { break-inside: avoid; }
  .panel { padding: 4mm 5mm 0; }
  .panel-foot { display: none; }
  .scroller { background: none; overflow: visible; }
  .section-title { break-after: avoid; }
  .ledger { min-width: 0; font-size: 8.5pt; }
  .ledger .trend { display: none; }
  a { color: inherit; text-decoration: none; }
  h1 { font-size: 22pt; }
}
`;
