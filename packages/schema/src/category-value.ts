/** Values of closed lists: readable in a report, and too poor to spell a URL or an address. */
export const CATEGORY_VALUE: RegExp = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}$/;
