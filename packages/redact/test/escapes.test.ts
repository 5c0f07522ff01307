import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const SECRET = ['Orchid', '2024x'].join('');
const SCRIPT = `$password="${SECRET}"; net use x`;
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('escapes and spaces', () => {
  it.each([
    `password\u00A0= ${SECRET}`,
    `password\u00A0=\u00A0${SECRET}`,
    `mot de passe\u202F: ${SECRET}`,
    `mot\u00A0de\u00A0passe\u00A0: ${SECRET}`,
    `API\u00A0key\u00A0: ${SECRET}`,
    `password\u2009: ${SECRET}`,
    `密码\u3000：${SECRET}`,
    `&#X70;assword=${SECRET}`,
    `pass&#X77;ord&#X3D;${SECRET}`,
    String.raw`\u{70}assword=${SECRET}`,
    String.raw`pass\u{0077}ord\u{3d}${SECRET}`,
    `powershell -enc ${utf16(SCRIPT).toString('base64')}`,
    `run ${utf16(SCRIPT).swap16().toString('base64')}`,
  ])('keep no value from being found: %j', (text) => {
    const out = redactor.text(text);
    expect(out).not.toBe(text);
    expect(out).toContain('[redacted:');
    expect(out).not.toContain(SECRET);
    expect(redactor.text(out)).toBe(out);
    expect(redactor.stringify({ text })).toBe(JSON.stringify({ text: out }));
  });

  it.each([
    `powershell -enc ${utf16('Get-Process | Sort-Object CPU2').toString('base64')}`,
    `état\u00A0: payé, total\u00A0: 12\u202F500\u00A0€`,
    `password\u00A0: required to sign in`,
    String.raw`a smile is \u{1F600}, a letter \u{70}, and \u{} nothing, \u{7`,
    '&#X2713; done &#X; &#x &#XZZ;',
    `Prix\u202F: 25\u00A0€`,
  ])('make nothing of what is harmless: %j', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});
