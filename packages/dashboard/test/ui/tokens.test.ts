import { describe, expect, it } from 'vitest';
import { styleSheet } from '../../src/ui/style-sheet.ts';
import { COLOURS, HEAT, SERIES, type ThemePair } from '../../src/ui/tokens.ts';

type Rgb = readonly [number, number, number];

/** Linear light of a colour in hex (sRGB, IEC 61966-2-1). */
const linear = (hex: string): Rgb =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;

const luminance = (hex: string): number => {
  const [red, green, blue] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

/** Machado, Oliveira and Fernandes 2009, severity 1. */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
  ],
  deuteranopia: [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_82, 0.042_94, 0.968_881],
  ],
  tritanopia: [
    [1.255_528, -0.076_749, -0.178_779],
    [-0.078_411, 0.930_809, 0.147_602],
    [0.004_733, 0.691_367, 0.3039],
  ],
};

/** OKLab (Ottosson 2020), where a distance of 0.02 is just seen. */
const lab = ([red, green, blue]: Rgb): Rgb => {
  const long = Math.cbrt(0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue);
  const middle = Math.cbrt(0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue);
  const short = Math.cbrt(0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue);
  return [
    0.210_454_255_3 * long + 0.793_617_785 * middle - 0.004_072_046_8 * short,
    1.977_998_495_1 * long - 2.428_592_205 * middle + 0.450_593_709_9 * short,
    0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766 * short,
  ];
};

const seen = (hex: string, eyes: readonly Rgb[]): Rgb => {
  const light = linear(hex);
  const mixed = eyes.map((row) => Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2])));
  return lab(mixed as unknown as Rgb);
};

const THEMES = ['light', 'dark'] as const;
const of = (pair: ThemePair, theme: (typeof THEMES)[number]): string => pair[theme === 'light' ? 0 : 1];

describe.each(THEMES)('the colours of the %s theme', (theme) => {
  const grounds = [COLOURS.ground, COLOURS.panel].map((pair) => of(pair, theme));

  it.each(['ink', 'text', 'muted', 'accent', 'good', 'bad', 'warn'] as const)('%s is read on both grounds', (name) => {
    for (const ground of grounds) expect(contrast(of(COLOURS[name], theme), ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['good', 'goodWash'],
    ['bad', 'badWash'],
    ['warn', 'warnWash'],
    ['text', 'warnWash'],
    ['text', 'grid'],
    ['ink', 'wash'],
    ['accent', 'wash'],
    ['onAccent', 'accent'],
    ['muted', 'raised'],
  ] as const)('%s is read on %s', (ink, ground) => {
    expect(contrast(of(COLOURS[ink], theme), of(COLOURS[ground], theme))).toBeGreaterThanOrEqual(4.5);
  });

  it('marks and the edges of fields stand out from both grounds', () => {
    for (const pair of [...SERIES, COLOURS.field])
      for (const ground of grounds) expect(contrast(of(pair, theme), ground)).toBeGreaterThanOrEqual(3);
  });

  it('numbers on the colours of shares are read', () => {
    for (const { ground, ink } of HEAT) expect(contrast(of(ground, theme), of(ink, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(EYES))('six series stay apart for eyes of the kind %s', (_, eyes) => {
    const colours = SERIES.map((pair) => seen(of(pair, theme), eyes));
    const distances = colours.flatMap((one, index) =>
      colours.slice(index + 1).map((other) => Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])),
    );
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(0.09);
  });
});

describe('the style sheet', () => {
  it('is balanced, loads nothing from elsewhere, and knows print, reduced motion and dark', () => {
    expect(styleSheet.split('{').length).toBe(styleSheet.split('}').length);
    expect(styleSheet).not.toMatch(/url\(|@import|https?:/);
    expect(styleSheet).toContain('@media print');
    expect(styleSheet).toContain('prefers-reduced-motion');
    expect(styleSheet).toContain('light-dark(');
  });
});
