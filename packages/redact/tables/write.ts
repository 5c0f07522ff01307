import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { formTables } from './forms.ts';
import { tables } from './pack.ts';
import { moduleOf } from './text.ts';

const NOTES = {
  NAME_RULES: 'The rules of names.',
  NAMES_BY_END:
    'By their last character names as they are compared: for each rule a line with its place and its names.',
  NUMBERS_BY_START: 'The same of those whose value decides, by their first character.',
  NAME_EXAMPLES: 'For each rule names as they are written.',
  NAME_ENDINGS: 'For each three letters at the end of a name whether one is listed: four in a character.',
  PASSWORD_WORDS: 'Words for a password that mean nothing else, as they are compared.',
  LAST_FOUR:
    'For each place of four letters at the end of a word whether one that announces something ends so: four in a character.',
  ENDINGS: 'How words end that announce something, by their last letter: for each kind of thing a line.',
  BEFORE_MARKED: 'How many rules stand before those of `marked.ts`.',
  FORM_IDS: 'The rules of vendors, in their order.',
  FORM_LEADS: 'How many characters in front of an anchor belong to the value.',
  FORM_ANCHORS: 'For each rule a line, with its anchors.',
  FORM_BODIES: 'For each what stands behind an anchor.',
  FORM_SOURCES: 'For each where it is documented.',
  FORM_EXAMPLES: 'For each made-up values, in pieces.',
};

const write = (name: string, constants: object): void => {
  writeFileSync(path.join(import.meta.dirname, '../src', name), moduleOf(constants, NOTES));
};

write('packed-tables.ts', tables());
write('form-tables.ts', formTables());
