import { type Fault, optionError, quoted, shown } from './faults.ts';
import { isLevel, KNOWN_LEVELS, type LevelSetting } from './options.ts';

/** Levels by the `module` a child is bound to; `*` is the level of everything else. */
export type LevelMap = Readonly<Record<string, LevelSetting>>;

/** The level of everything that no other entry names. */
export const EVERYTHING = '*';

const SHAPE = `Give an object such as \`{ '*': 'info', db: 'debug' }\`, with values out of ${KNOWN_LEVELS}.`;

/** What is wrong with levels by module; nothing where they can be used. */
export function levelFaults(levels: unknown, name: string): readonly Fault[] {
  if (typeof levels !== 'object' || levels === null || Array.isArray(levels))
    return [{ what: `\`${name}\` is ${shown(levels)}`, fix: SHAPE }];
  return Object.entries(levels).flatMap(([module, level]) =>
    isLevel(level) ? [] : [{ what: `\`${name}.${module}\` is ${shown(level)}`, fix: `Use one of ${KNOWN_LEVELS}.` }],
  );
}

const FIX = `Use ${KNOWN_LEVELS}, each alone or as \`module=level\`, separated by commas: \`info,db=debug\`.`;

/** Other signs are a slip, such as `;` for a comma. */
const MODULE = /^(?:\*|[\w@][\w.:@/-]{0,127})$/;

/**
 * Reads levels as they stand in a variable: `debug`, or `info,db=debug` with levels of modules beside the one of
 * everything else. Levels are read in upper case too, names of modules as they are.
 *
 * @throws PlumblineError `PLB_LOGGER_OPTION` for a level that does not exist, a module that is named twice or whose name
 *   is longer than 128 characters or holds other signs than letters, digits and `_.:@/-`, for an empty text, and for what is
 *   no text. It quotes the entry.
 * @example
 * parseLevels('info,db=debug'); // { '*': 'info', db: 'debug' }
 */
export function parseLevels(text: string): LevelMap {
  if (typeof text !== 'string') throw optionError('parseLevels', [{ what: `the levels are ${shown(text)}`, fix: FIX }]);
  if (text.trim() === '')
    throw optionError('parseLevels', [{ what: `the text of levels is empty: ${quoted(text)}`, fix: FIX }]);
  const levels = new Map<string, LevelSetting>();
  const faults: string[] = [];
  for (const [at, entry] of text.split(',').entries()) {
    const parts = entry.split('=').map((part) => part.trim());
    const [module, word] = parts.length === 1 ? [EVERYTHING, parts[0]] : parts;
    const level = word?.toLowerCase();
    if (module === undefined || !MODULE.test(module) || parts.length > 2 || !isLevel(level))
      faults.push(`entry ${at + 1} is ${quoted(entry)}, and neither a level nor \`module=level\``);
    else if (levels.has(module)) faults.push(`entry ${at + 1}, ${quoted(entry)}, names ${quoted(module)} again`);
    else levels.set(module, level);
  }
  if (faults.length > 0) throw optionError('parseLevels', [{ what: faults.join('; '), fix: FIX }]);
  return Object.fromEntries(levels);
}

/** The levels of one logger and all its children. */
export interface LevelTable {
  /** Grows with each change, also of the level of one child, so that what was worked out before is known to be old. */
  version: number;
  of(module: string): LevelSetting | undefined;
  everything: LevelSetting;
  read(): LevelMap;
  /** Replaces all levels of modules; the one of everything else stays where `*` is missing. */
  replace(levels: LevelMap): void;
}

export function createLevelTable(level: LevelSetting, modules: LevelMap): LevelTable {
  let byModule = new Map<string, LevelSetting>();
  const table: LevelTable = {
    version: 0,
    everything: level,
    of: (module) => byModule.get(module),
    read: () => Object.freeze(Object.fromEntries([[EVERYTHING, table.everything], ...byModule])),
    replace(levels) {
      const faults = levelFaults(levels, 'levels');
      if (faults.length > 0) throw optionError('logger', faults);
      const { [EVERYTHING]: everything = table.everything, ...rest } = levels;
      table.everything = everything;
      byModule = new Map(Object.entries(rest));
      table.version += 1;
    },
  };
  table.replace(modules);
  return table;
}
