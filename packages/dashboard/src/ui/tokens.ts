/** A colour of the light and of the dark theme. */
export type ThemePair = readonly [light: string, dark: string];

/**
 * Colours by what they are for. Held by tests: text has a contrast of at least 4.5 on both grounds, marks of at least 3
 * (WCAG 2.2, 1.4.3 and 1.4.11), and series stay apart under the three kinds of colour blindness.
 */
export const COLOURS = {
  ground: ['#f3f4f1', '#0e1214'],
  panel: ['#ffffff', '#161b1f'],
  raised: ['#f7f8f5', '#1d2328'],
  line: ['#dfe2dc', '#2a3137'],
  grid: ['#e8ebe5', '#242b31'],
  field: ['#858d86', '#6d7983'],
  ink: ['#12191f', '#eef1f2'],
  text: ['#333d45', '#ccd3d8'],
  muted: ['#5b656c', '#98a3ab'],
  accent: ['#2257c7', '#7aabfa'],
  wash: ['#e9effb', '#1a2740'],
  onAccent: ['#ffffff', '#0b1220'],
  good: ['#0b6b52', '#5fd3a6'],
  bad: ['#b3261e', '#ff9a8d'],
  warn: ['#855600', '#efbd4f'],
  goodWash: ['#e4f3ec', '#12291f'],
  badWash: ['#fcebe8', '#331a18'],
  warnWash: ['#fbf1dc', '#2e2410'],
} as const satisfies Readonly<Record<string, ThemePair>>;

/** Categories in the order in which they are used; the first is the measure itself, the last one "everything else". */
export const SERIES: readonly ThemePair[] = [
  ['#2257c7', '#6ea2f8'],
  ['#b4790a', '#ebb318'],
  ['#03988d', '#5ff0ba'],
  ['#a23e16', '#d87641'],
  ['#7c4f80', '#b068a6'],
  ['#333d4b', '#a6b1bf'],
];

/** Steps of a share, from almost nothing to almost all, and the colour of a number that stands on them. */
export const HEAT: readonly { readonly ground: ThemePair; readonly ink: ThemePair }[] = [
  { ground: ['#f1f4f9', '#181f26'], ink: ['#333d45', '#ccd3d8'] },
  { ground: ['#dce6f8', '#1b2c48'], ink: ['#1d2a3d', '#dbe4f2'] },
  { ground: ['#bcd0f3', '#1f3c6c'], ink: ['#14233c', '#e6eefb'] },
  { ground: ['#92b2ea', '#264f93'], ink: ['#0e1b31', '#f3f7fe'] },
  { ground: ['#3f72d6', '#3a69b8'], ink: ['#ffffff', '#ffffff'] },
  { ground: ['#2257c7', '#86b1fa'], ink: ['#ffffff', '#0b1526'] },
  { ground: ['#163f97', '#b9d3fd'], ink: ['#ffffff', '#0b1526'] },
];

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const property = (name: string, [light, dark]: ThemePair): string => `--${name}: light-dark(${light}, ${dark});`;

/** The colours as custom properties of CSS: `--ink`, `--series-1`, `--heat-0`, `--heat-ink-0`. */
export const colourProperties = (): string =>
  [
    ...Object.entries(COLOURS).map(([name, pair]) => property(kebab(name), pair)),
    ...SERIES.map((pair, index) => property(`series-${index + 1}`, pair)),
    ...HEAT.flatMap(({ ground, ink }, index) => [
      property(`heat-${index}`, ground),
      property(`heat-ink-${index}`, ink),
    ]),
  ].join('\n  ');
