import type { ScanRule } from '../rule.ts';
import { isMarker } from './marker.ts';

// Passwords that stand at a fixed place among the arguments of a call or a command, with no name beside them.

const QUOTED = String.raw`\s{0,4}\\?(["'])[^"'\\]{0,256}\\?`;
const VALUE = String.raw`\s{0,4}\\?["']([^"'\\]{3,128})\\?["']`;

/** What has to stand in the text, and the form; the first group that is no quote is the value. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ['SecureString', new RegExp(String.raw`ConvertTo-SecureString\s{1,4}(?:-String\s{1,4})?${VALUE}`, 'g')],
  ['NetworkCredential', new RegExp(String.raw`NetworkCredential\(${QUOTED}\1,${VALUE}`, 'g')],
  ['connect', new RegExp(String.raw`(?:mysqli?|pg)_p?connect\(${QUOTED}\1,${QUOTED}\2,${VALUE}`, 'g')],
  ['PDO', new RegExp(String.raw`PDO(?:->__construct)?\(${QUOTED}\1,${QUOTED}\2,${VALUE}`, 'g')],
  ['getConnection', new RegExp(String.raw`getConnection\(${QUOTED}\1,${QUOTED}\2,${VALUE}`, 'g')],
  ['net user', /\bnet user \S{1,64} ([^\s/]\S{3,127}) \/add/g],
  ['schtasks', /schtasks[^\n]{0,256}? \/rp (\S{4,128})/g],
  ['chpasswd', /["' ][\w.-]{1,32}:([^"'\s|]{3,128})["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?chpasswd/g],
  [' LOGIN ', /[CS]: \w{1,16} LOGIN "?[\w.@+-]{1,64}"? "?([^\s"]{4,128})/g],
];

export const callRule: ScanRule = {
  kind: 'scan',
  id: 'call-argument',
  class: 'secret',
  source: 'https://cwe.mitre.org/data/definitions/214.html',
  examples: [
    ["ConvertTo-SecureString 'hunter2", "now' -AsPlainText"].join(''),
    ['net user jane', 'hunter2now /add'].join(' '),
  ],
  needs: 0,
  scan(text, emit) {
    for (const [word, form] of FORMS) {
      if (!text.includes(word)) continue;
      for (const match of text.matchAll(form)) {
        const value = match.at(-1) ?? '';
        const start = match.index + match[0].lastIndexOf(value);
        if (value !== '' && !isMarker(value)) emit(start, start + value.length);
      }
    }
  },
};
