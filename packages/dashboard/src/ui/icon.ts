/** The picture of the browser's tab, as SVG: a plumb line. Colours are fixed, for no style sheet reaches it. */
export const icon: string =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2257c7"/>' +
  '<path d="M10 6h12M16 6v11" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>' +
  '<path d="M11 16h10l-1.6 5.4L16 27l-3.4-5.6z" fill="#fff"/></svg>';
