import { toPattern } from './routes/to-pattern.ts';

/** The pattern of `page.route.id`, which is the folder of the page and no path; null, where there is none, is `unmatched`. */
export const sveltekitPattern = (routeId: string | null | undefined): string => toPattern(routeId);
