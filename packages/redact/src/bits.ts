// What one pass over a text can say of it (`features.ts`). Each is necessary for the rules that need it, and never sufficient.
// A run is an unbroken row of letters, digits, `-` and `_`.

/** `@`, also escaped. */
export const HAS_MAIL = 1;
/** `@`. */
export const HAS_AT = 2;
/** `%` and the first digit of an escaped ASCII character. */
export const HAS_PERCENT = 4;
/** `:` or `=`. */
export const HAS_LABEL = 8;
/** `=`. */
export const HAS_EQUALS = 16;
/** `?` or `#`. */
export const HAS_QUERY = 32;
/** `://`. */
export const HAS_URL = 64;
/** `-----`. */
export const HAS_DASHES = 128;
/** Seven digits or more, anywhere. */
export const HAS_DIGITS = 256;
/** Digits, grouped by single spaces or dashes, of the length of a card number. */
export const HAS_CARD = 512;
/** Two letters and two digits at the beginning of a word. */
export const HAS_IBAN = 1024;
/** `+` or `(` before a digit. */
export const HAS_CALL = 2048;
/** A dash that can begin an option of a command. */
export const HAS_FLAG = 4096;
/** Twenty characters of base64 or more in one row, with lower case, upper case and digits. */
export const HAS_RUN = 8192;
/** A dot behind a run that is long enough for the first part of a token. */
export const HAS_DOTTED = 16_384;
/** A slash behind `.com` or `.org`. */
export const HAS_HOST = 32_768;
/** `:AA`. */
export const HAS_BOT = 65_536;
/** Behind 32 characters of a run or more, `-u`, or a dash and another nine characters on. */
export const HAS_CENTRE = 131_072;
/** The beginning of an anchor at the beginning of a word. */
export const HAS_ANCHOR = 262_144;
/** A sign of an anchor that may stand anywhere. */
export const HAS_LOOSE = 524_288;
/** A blank, a comma or a quote behind a word that ends like the name of a secret. */
export const HAS_WORDS = 1_048_576;
/** A word that ends like a command which takes a password. */
export const HAS_COMMAND = 2_097_152;
/** A word that ends like one that announces a personal number. */
export const HAS_CONTEXT = 4_194_304;
/** A blank behind a word that ends like an authentication scheme. */
export const HAS_SCHEME = 8_388_608;
/** An escaped character: `\u0041`, `\x41`, `&#64;`, `&quot;`, `=3D`; a sequence of a terminal. */
export const HAS_ESCAPE = 16_777_216;
/** `<` before a letter. */
export const HAS_TAG = 33_554_432;
/** A digit, a space, dash, dot, slash or closing bracket, and a digit. */
export const HAS_GROUPS = 67_108_864;
