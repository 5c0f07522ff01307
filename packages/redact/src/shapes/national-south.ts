import { isDated, isDay, isLuhn, isRut } from './checksums.ts';
import { isCuit, isEcuador, isNit, isPis, isRuc, isUruguay } from './national-checks-far.ts';
import { groups, type Region } from './national-entry.ts';

const isSouthAfrican = (value: string): boolean => isDated(value) && isLuhn(value);
const isMauritian = (value: string): boolean => isDay(value.slice(1, 3), value.slice(3, 5));

/** Latin America, the Caribbean and Africa. Formats are those of the electoral, civil and tax registries (OECD's list of tax numbers). */
export const SOUTH: Region = {
  entries: [
    ['cuil cuit cdi', groups(2, 8, 1), isCuit],
    ['dni documento', String.raw`\d{1,2}\.\d{3}\.\d{3}`],
    ['dni', String.raw`\d{7,8}`],
    ['rut run cliente paciente', String.raw`\d{1,2}\.?\d{3}\.?\d{3}-[\dkK]`, isRut],
    ['rut run', String.raw`\d{7,8}[\dkK]`, isRut],
    ['cedula cédula', String.raw`\d{10}`, isEcuador],
    ['cedula cédula ciudadania ciudadanía extranjería extranjeria', String.raw`\d{1,3}(?:\.\d{3}){2,3}|\d{6,10}`],
    ['cedula cédula', groups(3, 7, 1), isLuhn],
    ['cedula cédula ci', String.raw`\d\.\d{3}\.\d{3}-\d`, isUruguay],
    ['cedula cédula', String.raw`\d{7}-?\d`, isUruguay],
    ['cedula cédula ci rif', String.raw`[VEJGP][- ]?\d{1,2}\.?\d{3}\.?\d{3}(?:-?\d)?`],
    ['cedula cédula', String.raw`(?:\d{1,2}|PE|E|N)-\d{1,4}-\d{1,6}`],
    ['ruc', String.raw`(?:1[057]|20)\d{9}`, isRuc],
    ['ruc', String.raw`\d{10}001`, (value) => isEcuador(value.slice(0, 10))],
    ['ruc', String.raw`\d{6,8}-\d`],
    ['nit', String.raw`\d{3}\.?\d{3}\.?\d{3}-?\d`, isNit],
    ['cui dpi', groups(4, 5, 4)],
    ['dui', String.raw`\d{8}-\d`],
    ['pis pasep nis nit', String.raw`\d{3}\.?\d{5}\.?\d{2}-?\d`, isPis],
    ['cnh rg identidade eleitor título titulo renavam', String.raw`\d{1,2}\.?\d{3}\.?\d{3}-[\dX]|\d{11,12}`],
    ['nss imss seguridad seguro', groups(2, 2, 2, 4, 1), isLuhn],
    ['elector ine', String.raw`[A-Z]{6}\d{8}[HM]\d{3}`],
    ['african idnumber rsa', String.raw`\d{6} ?\d{4} ?\d{2} ?\d`, isSouthAfrican],
    ['nin bvn vnin', String.raw`\d{11}`],
    ['nin', String.raw`C[MF]\w{12}|\d{18}`, (value) => /\d{5}/.test(value)],
    ['ghana ghanacard', String.raw`GHA-?\d{9}-?\d`],
    ['nida', groups(8, 5, 5, 2)],
    ['nrc', String.raw`\d{6}/\d{2}/\d`],
    ['cin', String.raw`[A-Z]{1,2}\d{5,6}`],
    ['omang', String.raw`\d{4}[12]\d{4}`],
    ['bilhete nuit nuib', String.raw`\d{9}[A-Z]{2}\d{3}|\d{12}[A-Z]`],
    ['mauritian nic', String.raw`[A-Z]\d{12}[A-Z\d]`, isMauritian],
    ['kra', String.raw`[AP]\d{9}[A-Z]`],
    ['zimbabwean zimbabwe', String.raw`\d{2}-?\d{6,7}[- ]?[A-Z][- ]?\d{2}`],
  ],
  sure: 'dni kitambulisho identiteitsnommer cuil cuit cpf cnpj curp cedula cédula ciudadania ciudadanía omang nida bvn vnin pasep',
};
