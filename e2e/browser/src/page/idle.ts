/** A service worker that does nothing: it is one of the things that a page can leave behind. */
export const idle = true;
