/** A route as a configuration names it: an optional method, then a pattern, or all patterns below one. */
const FORM = /^(?:(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) )?\/\S{0,199}$/;

/** Whether a text names routes. */
export const isRoutePattern = (value: unknown): value is string => typeof value === 'string' && FORM.test(value);

function matcher(entry: string): (method: string, route: string) => boolean {
  const [pattern = '', method] = entry.split(' ').toReversed();
  const below = pattern.endsWith('/*') ? pattern.slice(0, -1) : undefined;
  const fits = (route: string): boolean =>
    route === pattern || (below !== undefined && (route.startsWith(below) || `${route}/` === below));
  // Frameworks answer HEAD with what GET would (RFC 9110, section 9.3.2), from the same handler.
  const takes = (asked: string): boolean =>
    method === undefined || method === asked || (method === 'GET' && asked === 'HEAD');
  return (asked, route) => takes(asked) && fits(route);
}

/** Tells whether one of these names a request's route. */
export function matchRoutes(entries: readonly string[]): (method: string, route: string) => boolean {
  const matchers = entries.map((entry) => matcher(entry));
  return (method, route) => matchers.some((fits) => fits(method, route));
}
