/** What a matcher of Express 5 answers: the text it took off the path and the parameters in it. */
interface Match {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A layer of Express 5's router, as far as it is read here. */
export interface Layer {
  readonly name?: string;
  readonly route?: object | undefined;
  readonly handle?: { readonly stack?: readonly Layer[] };
  /** Mounted at `/`. */
  readonly slash?: boolean;
  readonly matchers?: readonly ((path: string) => Match | false)[];
}

/** Neither a character of a path nor of a pattern. */
const MARK = '\u0001';

/** A mount path that cannot be written as a pattern: a regular expression, or a parameter within a segment. */
const OPAQUE = '/*';

/** Deeper nesting than anybody reads, so that a router mounted within itself ends. */
const MAX_DEPTH = 16;

/** The name of the parameter that takes the marked segment, as it stands in a pattern. */
function parameterOf(match: Match | false): string | undefined {
  if (match === false) return undefined;
  for (const [name, value] of Object.entries(match.params)) {
    if (value === MARK) return `:${name}`;
    if (Array.isArray(value) && value.includes(MARK)) return `*${name}`;
  }
  return undefined;
}

/** The pattern behind a mount path: Express keeps none, but its matcher says of each segment whether a parameter takes it. */
function patternOfMount(matcher: (path: string) => Match | false, { path, params }: Match): string {
  const names = Object.keys(params);
  if (names.length === 0) return matcher.name === 'regexpMatcher' ? OPAQUE : path;
  const segments = path.split('/');
  const written = segments.map((segment, index) =>
    segment === '' ? '' : (parameterOf(matcher(segments.with(index, MARK).join('/'))) ?? segment),
  );
  if (!names.every((name) => written.includes(`:${name}`) || written.includes(`*${name}`))) return OPAQUE;
  return written.filter((segment, index) => !segment.startsWith('*') || segment !== written[index - 1]).join('/');
}

const known = new WeakMap<object, Map<string, string>>();

/** The text that one mounted layer takes off a path, and its pattern; undefined where it does not take part. */
function mountOf(layer: Layer, rest: string): { readonly text: string; readonly pattern: string } | undefined {
  if (layer.slash === true) return { text: '', pattern: '' };
  for (const matcher of layer.matchers ?? []) {
    const match = matcher(rest);
    if (match === false) continue;
    const patterns = known.get(matcher) ?? new Map<string, string>();
    known.set(matcher, patterns);
    // Optional parts make several patterns of one mount path; which parameters are there tells them apart.
    const key = Object.keys(match.params).join();
    const pattern = patterns.get(key) ?? patternOfMount(matcher, match);
    patterns.set(key, pattern);
    return { text: match.path, pattern };
  }
  return undefined;
}

/** All ways down from a stack to the layers that `isWanted`, without and with the layer itself. */
export function waysTo(
  stack: readonly Layer[],
  isWanted: (layer: Layer) => boolean,
  depth = 0,
): readonly (readonly Layer[])[] {
  if (depth > MAX_DEPTH) return [];
  return stack.flatMap((layer) => {
    if (isWanted(layer)) return [[layer]];
    const below = layer.route === undefined ? layer.handle?.stack : undefined;
    return below ? waysTo(below, isWanted, depth + 1).map((way) => [layer, ...way]) : [];
  });
}

/** The pattern of a path that was mounted by these layers, outermost first; undefined where they do not make it up. */
export function mountedPattern(layers: readonly Layer[], baseUrl: string): string | undefined {
  let rest = baseUrl;
  let pattern = '';
  for (const layer of layers) {
    const mount = mountOf(layer, rest);
    if (!mount) return undefined;
    rest = rest.slice(mount.text.length);
    pattern += mount.pattern;
  }
  return rest === '' ? pattern : undefined;
}
